package io.shmtender.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds a request's route and sends what it answers. */
final class RouteHandler implements HttpHandler {
  private static final Logger LOG = LoggerFactory.getLogger(RouteHandler.class);

  private final Map<String, Route> routes;

  RouteHandler(Map<String, Route> routes) {
    this.routes = new TreeMap<>(routes);
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      send(exchange, answer(exchange));
    }
  }

  private Response answer(HttpExchange exchange) {
    String method = exchange.getRequestMethod();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      return Response.text(405, "only GET and HEAD: nothing here can be changed\n")
          .with("Allow", "GET, HEAD");
    }
    String path = exchange.getRequestURI().getPath();
    Route route = path == null ? null : routes.get(path);
    if (route == null) {
      return Response.text(404, "not found; there is " + String.join(", ", routes.keySet()) + "\n");
    }
    try {
      return route.get(request(exchange));
    } catch (IOException | RuntimeException e) {
      LOG.error("cannot answer {}, please report this", path, e);
      return Response.text(500, "cannot answer: " + e + "\n");
    }
  }

  private static Request request(HttpExchange exchange) {
    String query = exchange.getRequestURI().getQuery();
    Map<String, String> headers = new HashMap<>();
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) ->
                headers.put(name.toLowerCase(Locale.ROOT), String.join(", ", values)));
    return new Request(exchange.getRequestURI().getPath(), query == null ? "" : query, headers);
  }

  private static void send(HttpExchange exchange, Response response) throws IOException {
    byte[] body = response.body();
    exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    response.headers().forEach(exchange.getResponseHeaders()::set);
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
      exchange.sendResponseHeaders(response.status(), -1);
    } else {
      // Without a body, 0 would mean an unknown length.
      exchange.sendResponseHeaders(response.status(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
