package io.shmtender.examples.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.shmtender.client.Bin;
import io.shmtender.client.Record;
import io.shmtender.client.ServerException;
import io.shmtender.client.ShmClient;
import io.shmtender.reader.Key;
import io.shmtender.reader.ShmReaderException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** {@code GET /path} reads the record of that path, {@code POST /path} writes it. */
final class RecordHandler implements HttpHandler {
  private static final String NAMESPACE = "test";
  private static final String SET = "pages";
  private static final String BODY = "body";
  // The server's limit for a record is a megabyte unless configured.
  private static final int MAX_BODY = 1_000_000;

  private final ShmClient client;

  RecordHandler(ShmClient client) {
    this.client = client;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Key key = Key.of(NAMESPACE, SET, exchange.getRequestURI().getPath());
      // Which process it was.
      exchange.getResponseHeaders().set("X-Worker", Long.toString(ProcessHandle.current().pid()));
      try {
        switch (exchange.getRequestMethod()) {
          case "GET" -> get(exchange, key);
          case "POST" -> post(exchange, key);
          default -> {
            exchange.getResponseHeaders().set("Allow", "GET, POST");
            answer(exchange, 405, "only GET and POST");
          }
        }
      } catch (ServerException e) {
        answer(exchange, 500, "the cluster refused: " + e.getMessage());
      } catch (ShmReaderException e) {
        exchange.getResponseHeaders().set("Retry-After", "1");
        answer(exchange, 503, "the cluster is unreachable: " + e.getMessage());
      }
    }
  }

  private void get(HttpExchange exchange, Key key) throws IOException {
    Record record = client.get(key, BODY);
    if (record == null) {
      answer(exchange, 404, "no record " + exchange.getRequestURI().getPath());
    } else {
      exchange.getResponseHeaders().set("ETag", "\"" + record.generation() + "\"");
      answer(exchange, 200, record.getBytes(BODY));
    }
  }

  private void post(HttpExchange exchange, Key key) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
    if (body.length > MAX_BODY) {
      answer(exchange, 413, "more than " + MAX_BODY + " bytes");
    } else {
      client.put(key, new Bin(BODY, body));
      exchange.sendResponseHeaders(204, -1);
    }
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
    answer(exchange, status, (text + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    // A length of 0 would mean that it is not known.
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }
}
