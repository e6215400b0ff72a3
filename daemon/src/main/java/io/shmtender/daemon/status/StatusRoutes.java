package io.shmtender.daemon.status;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.shmtender.daemon.http.Response;
import io.shmtender.daemon.http.Route;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.Map;
import java.util.function.Supplier;

/** What the HTTP server serves of the status page. */
public final class StatusRoutes {
  private StatusRoutes() {}

  /**
   * Returns the routes: the page at {@code /}, with a {@code node} and a {@code namespace} of a
   * large cluster to show in detail; what it shows as JSON at {@code /api/status.json}; and who
   * masters which partition at {@code /api/partitions.json}, of all namespaces or of each {@code
   * namespace} that is asked for. Safe for many threads.
   */
  public static Map<String, Route> of(StatusModel model) {
    return of(model::snapshot);
  }

  static Map<String, Route> of(Supplier<StatusSnapshot> status) {
    StatusPage page = new StatusPage();
    return Map.of(
        "/",
        request -> html(page, status.get(), PageFocus.of(request)),
        "/api/status.json",
        request -> Response.json(200, StatusJson.of(status.get())),
        "/api/partitions.json",
        request ->
            Response.json(200, PartitionsJson.of(status.get(), request.parameters("namespace"))));
  }

  private static Response html(StatusPage page, StatusSnapshot status, PageFocus focus) {
    return Response.of(200, "text/html; charset=utf-8", out -> write(page, status, focus, out))
        .with("Content-Security-Policy", page.policy())
        .with("Referrer-Policy", "no-referrer");
  }

  private static void write(
      StatusPage page, StatusSnapshot status, PageFocus focus, OutputStream out)
      throws IOException {
    Writer writer = new BufferedWriter(new OutputStreamWriter(out, UTF_8));
    try {
      page.write(status, focus, writer);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    writer.flush();
  }
}
