package io.shmtender.browser;

import io.shmtender.testing.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** A headless Chromium with an empty profile of its own; ended by its id when closed. */
public final class Browser implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Process process;
  private final Path log;
  private final DevTools tools;
  private final String host;

  private Browser(Process process, Path log, URI address) {
    this.process = process;
    this.log = log;
    this.host = address.getAuthority();
    this.tools = DevTools.connect(address, (method, parameters) -> {});
  }

  /** Returns the installed Chromium, if there is one. */
  public static Optional<Path> installed() {
    return Stream.of(System.getenv("PATH").split(":", -1))
        .map(directory -> Path.of(directory, "chromium"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Starts a browser that keeps its files in a directory. */
  public static Browser start(Path executable, Path directory) {
    try {
      Path log = directory.resolve("browser.log");
      List<String> command = new ArrayList<>(List.of(executable.toString()));
      command.addAll(
          List.of(
              "--headless=new",
              // It shows pages of this test only, and its sandbox refuses to work for root.
              "--no-sandbox",
              "--disable-gpu",
              "--disable-dev-shm-usage",
              "--no-first-run",
              "--disable-extensions",
              "--disable-background-networking",
              "--disable-component-update",
              "--hide-scrollbars",
              "--remote-debugging-port=0",
              "--user-data-dir=" + directory.resolve("profile"),
              "about:blank"));
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().put("HOME", directory.toString());
      Process process = builder.redirectOutput(log.toFile()).start();
      try {
        return new Browser(process, log, address(directory, process, log));
      } catch (RuntimeException | Error e) {
        process.destroyForcibly();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static URI address(Path directory, Process process, Path log) throws IOException {
    // Two lines, written at once when it listens: port and path.
    Path announced = directory.resolve("profile/DevToolsActivePort");
    Await.until(
        LIMIT,
        () -> "the browser's port; it printed " + text(log),
        () -> !process.isAlive() || (Files.exists(announced) && text(announced).contains("/")));
    if (!process.isAlive()) {
      throw new AssertionError("the browser ended: " + text(log));
    }
    List<String> lines = Files.readAllLines(announced);
    return URI.create("ws://127.0.0.1:" + lines.get(0) + lines.get(1));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Opens an empty page. */
  public BrowserPage open() {
    String target =
        tools.send("Target.createTarget", "url", "about:blank").get("targetId").toString();
    return new BrowserPage(
        listener -> connect(target, listener),
        () -> tools.send("Target.closeTarget", "targetId", target));
  }

  private DevTools connect(String target, BiConsumer<String, Map<String, Object>> listener) {
    return DevTools.connect(URI.create("ws://" + host + "/devtools/page/" + target), listener);
  }

  @Override
  public void close() {
    // Its children end with it when it ends by itself; when killed, some would stay.
    tools.send("Browser.close");
    tools.close();
    Await.until(
        LIMIT, () -> "the browser's end; it printed " + text(log), () -> !process.isAlive());
  }
}
