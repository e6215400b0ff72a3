package io.shmtender.daemon.metrics;

import static org.junit.jupiter.api.Assertions.*;

import io.shmtender.daemon.report.Json;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the dashboard, the alert rules and the guide say. */
final class MonitoringFilesTest {
  private static final Pattern METRIC = Pattern.compile("\\b(shmtender|jvm|process)_[a-z_]+\\b");

  private static Set<String> sampleNames() {
    return Stream.of(Family.values())
        .flatMap(
            family ->
                family.kind() == Family.Kind.HISTOGRAM
                    ? Stream.of("_bucket", "_count", "_sum").map(family.metricName()::concat)
                    : Stream.of(family.metricName()))
        .collect(Collectors.toSet());
  }

  private static Set<String> metricsIn(Stream<String> texts) {
    return texts
        .flatMap(text -> METRIC.matcher(text).results())
        .map(match -> match.group())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void everyMetricOfTheDashboardAndTheAlertsIsExported() {
    Set<String> unknown =
        metricsIn(
            Stream.of(
                MonitoringFiles.text(MonitoringFiles.ALERTS),
                MonitoringFiles.text(MonitoringFiles.ALERT_TESTS),
                String.join(" ", MonitoringFiles.texts(MonitoringFiles.DASHBOARD, "expr"))));
    unknown.removeAll(sampleNames());
    // The alerts' descriptions name histograms as such.
    unknown.removeAll(Stream.of(Family.values()).map(Family::metricName).toList());
    assertEquals(Set.of(), unknown);
  }

  @Test
  void theDashboardIsJsonThatIsWrittenInOneWay() {
    String text = MonitoringFiles.text(MonitoringFiles.DASHBOARD);
    assertEquals(Json.of(MonitoringFiles.parse(text)) + "\n", text);
  }

  @Test
  void everyPictureOfTheDashboardUsesTheDataSourceThatIsChosen() {
    Map<?, ?> dashboard =
        (Map<?, ?>) MonitoringFiles.parse(MonitoringFiles.text(MonitoringFiles.DASHBOARD));
    Object chosen = Map.of("type", "prometheus", "uid", "${datasource}");
    for (Object source : MonitoringFiles.findAll(dashboard, "datasource")) {
      assertEquals(chosen, source);
    }
    List<?> panels = (List<?>) dashboard.get("panels");
    assertEquals(panels.size(), MonitoringFiles.findAll(panels, "id").stream().distinct().count());
    assertTrue((int) dashboard.get("schemaVersion") >= 36);
  }

  @Test
  void everyAlertIsTestedAndInTheGuide() {
    List<String> alerts = MonitoringFiles.texts(MonitoringFiles.ALERTS, "alert");
    Map<?, ?> tests =
        (Map<?, ?>) MonitoringFiles.parse(MonitoringFiles.text(MonitoringFiles.ALERT_TESTS));
    List<String> raised =
        MonitoringFiles.findAll(tests, "alert_rule_test").stream()
            .flatMap(cases -> ((List<?>) cases).stream())
            .map(each -> (Map<?, ?>) each)
            .filter(each -> each.containsKey("exp_alerts"))
            .map(each -> each.get("alertname").toString())
            .toList();
    assertEquals(alerts, raised);
    List<String> inGuide =
        Pattern.compile("^\\| `(ShmTender\\w+)`", Pattern.MULTILINE)
            .matcher(MonitoringFiles.text(MonitoringFiles.GUIDE))
            .results()
            .map(match -> match.group(1))
            .toList();
    assertEquals(alerts, inGuide);
  }

  @Test
  void everyMetricIsInTheGuide() {
    List<String> rows =
        Stream.of(Family.values())
            .map(
                family ->
                    "| `"
                        + family.metricName()
                        + "` | "
                        + family.kind()
                        + " | "
                        + family.labels().stream()
                            .map(label -> "`" + label + "`")
                            .collect(Collectors.joining(", "))
                        + " | "
                        + family.help()
                        + " |")
            .toList();
    List<String> inGuide =
        MonitoringFiles.text(MonitoringFiles.GUIDE)
            .lines()
            .filter(line -> METRIC.matcher(line).find() && line.startsWith("| `"))
            .filter(line -> !line.startsWith("| `ShmTender"))
            .toList();
    assertEquals(String.join("\n", rows), String.join("\n", inGuide));
  }
}
