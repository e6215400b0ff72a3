package io.shmtender.status;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.shmtender.http.Response;
import io.shmtender.http.Route;
import java.util.Map;

/** What the HTTP server serves of the status page. */
public final class StatusRoutes {
  private StatusRoutes() {}

  /**
   * Returns the routes: the page at {@code /}, what it shows as JSON at {@code /api/status.json},
   * and who masters which partition at {@code /api/partitions.json}. Safe for many threads.
   */
  public static Map<String, Route> of(StatusModel model) {
    StatusPage page = new StatusPage();
    return Map.of(
        "/", request -> html(page, model),
        "/api/status.json", request -> Response.json(200, StatusJson.of(model.snapshot())),
        "/api/partitions.json", request -> Response.json(200, PartitionsJson.of(model.snapshot())));
  }

  private static Response html(StatusPage page, StatusModel model) {
    return Response.of(200, "text/html; charset=utf-8", page.html(model.snapshot()).getBytes(UTF_8))
        .with("Content-Security-Policy", page.policy())
        .with("Referrer-Policy", "no-referrer");
  }
}
