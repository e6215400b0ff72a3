package io.shmtender.daemon.metrics;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.shmtender.daemon.http.Request;
import io.shmtender.daemon.http.Response;
import java.util.Locale;

/** Answers scrapes: in OpenMetrics if that is preferred, else in the text format of Prometheus. */
final class Scrape {
  private static final String OPEN_METRICS = "application/openmetrics-text";
  private static final String TEXT = "text/plain";

  private final LabelledRegistry registry;
  private final ExpositionFormatWriter openMetrics = OpenMetricsTextFormatWriter.create();
  private final ExpositionFormatWriter text = PrometheusTextFormatWriter.create();

  Scrape(LabelledRegistry registry) {
    this.registry = registry;
  }

  Response get(Request request) {
    String accept = request.header("accept").orElse("");
    double preference = quality(accept, OPEN_METRICS);
    ExpositionFormatWriter writer =
        preference > 0 && preference >= quality(accept, TEXT) ? openMetrics : text;
    return Response.of(
        200, writer.getContentType(), out -> writer.write(out, PrometheusExport.of(registry)));
  }

  /** Returns how much a media type is wanted, 0 to 1, by an Accept header. */
  private static double quality(String accept, String type) {
    double best = 0;
    for (String range : accept.toLowerCase(Locale.ROOT).split(",", -1)) {
      String[] parts = range.split(";", -1);
      if (parts[0].strip().equals(type)) {
        double quality = 1;
        for (String parameter : parts) {
          String stripped = parameter.strip();
          if (stripped.matches("q=[01](\\.[0-9]{0,3})?")) {
            quality = Double.parseDouble(stripped.substring(2));
          }
        }
        best = Math.max(best, quality);
      }
    }
    return best;
  }
}
