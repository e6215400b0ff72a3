package io.shmtender.daemon.metrics;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The dashboard, the alert rules and the guide, as they are in the repository. */
final class MonitoringFiles {
  static final Path ALERTS = Path.of("../packaging/prometheus/alerts.yaml");
  static final Path ALERT_TESTS = Path.of("../packaging/prometheus/alerts.test.yaml");
  static final Path DASHBOARD = Path.of("../packaging/grafana/aerospike-shm-tender.json");
  static final Path GUIDE = Path.of("../docs/metrics.md");

  private MonitoringFiles() {}

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns what YAML or JSON says. */
  static Object parse(String text) {
    return new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
  }

  /** Returns all values of a key, wherever it is below a value. */
  static List<Object> findAll(Object value, String key) {
    List<Object> found = new ArrayList<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach(
          (name, inner) -> {
            if (name.equals(key)) {
              found.add(inner);
            }
            found.addAll(findAll(inner, key));
          });
    } else if (value instanceof List<?> list) {
      list.forEach(inner -> found.addAll(findAll(inner, key)));
    }
    return found;
  }

  /** Returns the texts of a key, wherever it is in a file. */
  static List<String> texts(Path file, String key) {
    return findAll(parse(text(file)), key).stream().map(Object::toString).toList();
  }
}
