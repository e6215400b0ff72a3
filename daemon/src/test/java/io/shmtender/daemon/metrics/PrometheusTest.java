package io.shmtender.daemon.metrics;

import static org.junit.jupiter.api.Assertions.*;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.shmtender.daemon.cclient.ScratchKey;
import io.shmtender.daemon.cli.Main;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.testing.Await;
import io.shmtender.testing.ChildJvm;
import io.shmtender.testing.MemoryDirectory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A daemon in a process of its own that a real Prometheus scrapes. */
@Tag("process")
@Tag("once") // What Prometheus makes of it is the same on every JDK.
final class PrometheusTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir(factory = MemoryDirectory.class)
  static Path directory;

  private static SimulatedCluster cluster;
  private static ScratchKey cClientKey;
  private static ChildJvm daemon;
  private static String address;
  private static Prometheus prometheus;

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(Prometheus.installed(), "needs prometheus and promtool, of Debian's prometheus");
    cluster =
        SimulatedCluster.builder().clusterName("scraped").nodes(3).namespace("test", 2).start();
    cClientKey = ScratchKey.unused();
    daemon =
        ChildJvm.start(
            Main.class,
            "run",
            "--http-address=127.0.0.1:0",
            "--tend-interval=100ms",
            "--directory=" + directory.resolve("segments"),
            "--c-client-segment=" + cClientKey + ":6.4",
            "--seed=127.0.0.1:" + cluster.nodes().get(0).port());
    String line = daemon.awaitLine(LIMIT, each -> each.contains("listening on http://"));
    address = line.substring(line.indexOf("http://") + "http://".length());
    prometheus = Prometheus.start(directory, address);
  }

  @AfterAll
  static void stop() {
    for (AutoCloseable each : new AutoCloseable[] {prometheus, daemon, cClientKey, cluster}) {
      if (each != null) {
        assertDoesNotThrow(each::close);
      }
    }
  }

  private static String scrape(String accept) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + address + "/metrics"))
            .header("Accept", accept)
            .timeout(LIMIT)
            .build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
  }

  @Test
  void promtoolHasNothingToSayOfAScrape() throws Exception {
    assertEquals("", Prometheus.promtool(scrape("text/plain"), "check", "metrics"));
  }

  @Test
  void promtoolAcceptsTheAlertRulesAndTheirTests() throws Exception {
    String checked = Prometheus.promtool("", "check", "rules", MonitoringFiles.ALERTS.toString());
    assertTrue(checked.contains("SUCCESS"), checked);
    String tested =
        Prometheus.promtool("", "test", "rules", MonitoringFiles.ALERT_TESTS.toString());
    assertTrue(tested.contains("SUCCESS"), tested);
  }

  /** Returns names with types, as the guide has them, of all that a scrape has. */
  private static Set<String> exported() {
    try {
      return scrape("application/openmetrics-text")
          .lines()
          .filter(line -> line.startsWith("# TYPE "))
          .map(line -> List.of(line.split(" ", -1)))
          .map(
              words ->
                  switch (words.get(3)) {
                    case "counter" -> words.get(2) + "_total counter";
                    case "info" -> words.get(2) + "_info info";
                    default -> words.get(2) + " " + words.get(3);
                  })
          .collect(Collectors.toCollection(TreeSet::new));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void anOwnerExportsEveryMetricThatThereIs() {
    Set<String> all =
        Stream.of(Family.values())
            .map(family -> family.metricName() + " " + family.kind())
            .collect(Collectors.toCollection(TreeSet::new));
    Await.until(
        LIMIT, () -> "metrics " + all + ", exported " + exported(), () -> exported().equals(all));
  }

  @Test
  void prometheusAnswersThe99thPercentileOfTendLatency() {
    String percentile =
        "histogram_quantile(0.99, sum by (le) (rate(shmtender_tend_duration_seconds_bucket[10s])))";
    Await.until(LIMIT, () -> percentile, () -> value(prometheus.query(percentile)) > 0);
    double seconds = value(prometheus.query(percentile));
    assertTrue(seconds <= 10, "99th percentile: " + seconds);
  }

  /** Returns the only value of a result, 0 without one. */
  private static double value(List<?> result) {
    if (result.isEmpty()) {
      return 0;
    }
    List<?> sample = (List<?>) ((Map<?, ?>) result.get(0)).get("value");
    return Double.parseDouble(sample.get(1).toString());
  }

  @Test
  void everyAlertRuleIsEvaluated() {
    int rules = MonitoringFiles.texts(MonitoringFiles.ALERTS, "alert").size();
    Await.until(
        LIMIT,
        () -> rules + " rules in health: " + prometheus.rules(),
        () ->
            prometheus.rules().stream()
                    .filter(rule -> "ok".equals(((Map<?, ?>) rule).get("health")))
                    .count()
                == rules);
  }

  @Test
  void everyPictureOfTheDashboardHasData() {
    for (String expression : MonitoringFiles.texts(MonitoringFiles.DASHBOARD, "expr")) {
      // What shows only trouble is right to be empty.
      boolean mayBeEmpty = expression.endsWith("> 0") || expression.contains("failing{");
      String query = expression.replace("$instance", ".*").replace("$__rate_interval", "10s");
      Await.until(LIMIT, () -> query, () -> !prometheus.query(query).isEmpty() || mayBeEmpty);
    }
  }
}
