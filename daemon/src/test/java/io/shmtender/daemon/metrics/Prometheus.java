package io.shmtender.daemon.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.shmtender.testing.ChildProcess;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A real Prometheus that scrapes one daemon and evaluates the alert rules. */
final class Prometheus implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final HttpClient client = HttpClient.newHttpClient();
  private final ChildProcess process;
  private final String address;

  private Prometheus(ChildProcess process) {
    this.process = process;
    String line = process.awaitLine(LIMIT, each -> each.contains("\"Listening on\""));
    this.address = line.substring(line.indexOf("address=") + "address=".length());
    process.awaitLine(LIMIT, each -> each.contains("ready to receive web requests"));
  }

  /** Returns whether it is installed, and what belongs to it. */
  static boolean installed() {
    return Stream.of("prometheus", "promtool")
        .allMatch(
            command ->
                Stream.of(System.getenv("PATH").split(":", -1))
                    .anyMatch(directory -> Files.isExecutable(Path.of(directory, command))));
  }

  /** Starts one on a port that is free. */
  static Prometheus start(Path directory, String target) throws IOException {
    Path configuration =
        Files.writeString(
            directory.resolve("prometheus.yml"),
            """
            global: {scrape_interval: 500ms, scrape_timeout: 500ms, evaluation_interval: 1s}
            rule_files: [%s]
            scrape_configs:
              - job_name: aerospike-shm-tender
                static_configs: [{targets: ["%s"]}]
            """
                .formatted(MonitoringFiles.ALERTS.toRealPath(), target));
    return new Prometheus(
        new ChildProcess(
            new ProcessBuilder(
                "prometheus",
                "--config.file=" + configuration,
                "--storage.tsdb.path=" + directory.resolve("data"),
                "--web.listen-address=127.0.0.1:0")));
  }

  /** Runs promtool and returns what it printed; an error if it was not content. */
  static String promtool(String input, String... arguments) throws Exception {
    Process promtool =
        new ProcessBuilder(Stream.concat(Stream.of("promtool"), Stream.of(arguments)).toList())
            .redirectErrorStream(true)
            .start();
    try (var stdin = promtool.getOutputStream()) {
      stdin.write(input.getBytes(UTF_8));
    }
    String output = new String(promtool.getInputStream().readAllBytes(), UTF_8);
    if (promtool.waitFor() != 0) {
      throw new AssertionError("promtool " + List.of(arguments) + ":\n" + output);
    }
    return output;
  }

  /** Returns the result of an instant query. */
  List<?> query(String expression) {
    Map<?, ?> data = get("/api/v1/query?query=" + URLEncoder.encode(expression, UTF_8));
    return (List<?>) data.get("result");
  }

  /** Returns all rules with their health. */
  List<?> rules() {
    List<?> groups = (List<?>) get("/api/v1/rules").get("groups");
    return groups.stream()
        .flatMap(group -> ((List<?>) ((Map<?, ?>) group).get("rules")).stream())
        .toList();
  }

  private Map<?, ?> get(String path) {
    try {
      String body =
          client
              .send(
                  HttpRequest.newBuilder(URI.create("http://" + address + path))
                      .timeout(LIMIT)
                      .build(),
                  BodyHandlers.ofString())
              .body();
      Map<?, ?> answer = (Map<?, ?>) MonitoringFiles.parse(body);
      if (!"success".equals(answer.get("status"))) {
        throw new AssertionError(path + ": " + body);
      }
      return (Map<?, ?>) answer.get("data");
    } catch (IOException e) {
      throw new AssertionError(process.lines().toString(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
