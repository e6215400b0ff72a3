package io.shmtender.daemon.browser;

import io.shmtender.testing.Await;
import io.shmtender.testing.ChildProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** A headless Chromium with an empty profile of its own; ended by its id when closed. */
public final class Browser implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final ChildProcess process;
  private final DevTools tools;
  private final String host;

  private Browser(ChildProcess process, URI address) {
    this.process = process;
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
    ProcessBuilder builder =
        new ProcessBuilder(
            executable.toString(),
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
            "about:blank");
    builder.environment().put("HOME", directory.toString());
    ChildProcess process = new ChildProcess(builder);
    try {
      return new Browser(process, address(directory, process));
    } catch (RuntimeException | Error e) {
      process.close();
      throw e;
    }
  }

  private static URI address(Path directory, ChildProcess browser) {
    // Two lines, written at once when it listens: port and path.
    Path announced = directory.resolve("profile/DevToolsActivePort");
    Await.until(
        LIMIT,
        () -> "the browser's port; it printed " + browser.lines(),
        () -> !browser.process().isAlive() || text(announced).contains("/"));
    if (!browser.process().isAlive()) {
      throw new AssertionError("the browser ended: " + browser.lines());
    }
    List<String> lines = text(announced).lines().toList();
    return URI.create("ws://127.0.0.1:" + lines.get(0) + lines.get(1));
  }

  private static String text(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
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
    // Its children end with it when it ends by itself; when it is killed, some would stay.
    tools.send("Browser.close");
    tools.close();
    process.awaitExit(LIMIT);
    process.close();
  }
}
