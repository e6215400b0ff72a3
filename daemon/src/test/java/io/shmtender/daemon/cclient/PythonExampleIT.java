package io.shmtender.daemon.cclient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shmtender.daemon.testing.Python;
import io.shmtender.testing.Await;
import io.shmtender.testing.ChildProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The command of the Python example's README, with the jars that the build made. */
@Tag("packaged")
@Tag("once") // The jars are tried on every JDK elsewhere.
final class PythonExampleIT {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern COMMAND = Pattern.compile("```\n(.+)\n```");
  private static final Pattern SERVES = Pattern.compile("worker \\d+ serves (\\S+)");
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @Test
  void runsFromTheOneCommandOfItsReadme() throws Exception {
    Python.RELEASE_19_3_0.assumeInstalled();
    try (ScratchKey key = ScratchKey.unused();
        ChildProcess run = start(key)) {
      Matcher serves = SERVES.matcher(run.awaitLine(LIMIT, SERVES.asMatchPredicate()));
      assertTrue(serves.matches());
      URI page = URI.create(serves.group(1)).resolve("/greeting");
      assertEquals("204: ", post(page, "Hello"));
      assertEquals("200: Hello", get(page));
      List<ProcessHandle> started = run.process().descendants().toList();
      run.signal("TERM");
      assertEquals(0, run.awaitExit(LIMIT), () -> "it printed " + run.lines());
      Await.until(
          LIMIT,
          () -> "the end of all of " + started,
          () -> started.stream().noneMatch(ProcessHandle::isAlive));
    }
  }

  private static ChildProcess start(ScratchKey key) throws IOException {
    Path readme = ROOT.resolve("examples").resolve("python-workers").resolve("README.md");
    Matcher command = COMMAND.matcher(Files.readString(readme));
    if (!command.find()) {
      throw new AssertionError(readme + " has no command");
    }
    ProcessBuilder builder = new ProcessBuilder("sh", "-c", "exec " + command.group(1));
    builder.directory(ROOT.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("PYTHON_ENVIRONMENT", Python.RELEASE_19_3_0.directory().toString());
    builder.environment().put("AEROSPIKE_SHM_KEY", key.toString());
    builder.environment().put("PORT", "0");
    return new ChildProcess(builder);
  }

  private static String post(URI page, String body) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(page).POST(BodyPublishers.ofString(body)).build());
  }

  private static String get(URI page) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(page).build());
  }

  private static String send(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<String> response =
        HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    return response.statusCode() + ": " + response.body();
  }
}
