package io.shmtender.daemon.browser;

import io.shmtender.testing.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** A page in a browser. */
public final class BrowserPage implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private final AtomicInteger loads = new AtomicInteger();
  private final DevTools tools;
  private final Runnable onClose;
  private boolean scripts = true;

  BrowserPage(
      Function<BiConsumer<String, Map<String, Object>>, DevTools> connect, Runnable onClose) {
    this.tools = connect.apply(this::onEvent);
    this.onClose = onClose;
    tools.send("Page.enable");
    tools.send("Runtime.enable");
    tools.send("Log.enable");
  }

  private void onEvent(String method, Map<String, Object> parameters) {
    switch (method) {
      case "Page.loadEventFired" -> loads.incrementAndGet();
      case "Runtime.exceptionThrown" -> complaints.add(parameters.toString());
      case "Runtime.consoleAPICalled" -> {
        if (List.of("error", "warning", "assert").contains(parameters.get("type").toString())) {
          complaints.add(parameters.toString());
        }
      }
      case "Log.entryAdded" -> {
        if (!List.of("verbose", "info").contains(entry(parameters).get("level").toString())) {
          complaints.add(parameters.toString());
        }
      }
      default -> {}
    }
  }

  private static Map<String, Object> entry(Map<String, Object> parameters) {
    return DevTools.map(parameters.get("entry"));
  }

  /** Returns the errors and warnings that were on the console. */
  public List<String> complaints() {
    return List.copyOf(complaints);
  }

  /** Makes the window this large, in CSS pixels, on a screen with so many pixels to each. */
  public void resize(int width, int height, double scale) {
    tools.send(
        "Emulation.setDeviceMetricsOverride",
        "width",
        width,
        "height",
        height,
        "deviceScaleFactor",
        scale,
        "mobile",
        width < 600);
  }

  /** Prefers dark or light pages. */
  public void prefer(boolean dark) {
    tools.send(
        "Emulation.setEmulatedMedia",
        "features",
        List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light")));
  }

  /** Turns JavaScript of pages off or on. */
  public void allowScripts(boolean allowed) {
    scripts = allowed;
    tools.send("Emulation.setScriptExecutionDisabled", "value", !allowed);
  }

  /** Waits until the page's scripts have seen its present size and colours, and drawn. */
  public void settle() {
    if (scripts) {
      evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
    }
  }

  /** Goes to an address and waits until it is loaded. */
  public void go(String address) {
    int before = loads.get();
    tools.send("Page.navigate", "url", address);
    Await.until(LIMIT, "that " + address + " is loaded", () -> loads.get() > before);
  }

  /** Evaluates an expression in the page and returns what JSON says of it. */
  public Object evaluate(String expression) {
    Map<String, Object> result =
        tools.sendToPage(
            "Runtime.evaluate",
            "expression",
            expression,
            "returnByValue",
            true,
            "awaitPromise",
            true);
    if (result.containsKey("exceptionDetails")) {
      throw new AssertionError(expression + ": " + result.get("exceptionDetails"));
    }
    return DevTools.map(result.get("result")).get("value");
  }

  /** Waits until an expression is true. */
  public void await(String condition) {
    Await.until(
        LIMIT,
        () -> condition + " in a page that says " + evaluate("document.body.innerText"),
        () -> Boolean.TRUE.equals(evaluate("Boolean(" + condition + ")")));
  }

  /** Presses and releases a key. */
  public void press(String key, int code) {
    for (String type : List.of("keyDown", "keyUp")) {
      tools.send(
          "Input.dispatchKeyEvent",
          "type",
          type,
          "key",
          key,
          "code",
          key,
          "windowsVirtualKeyCode",
          code);
    }
  }

  /** Writes a picture of the whole page. */
  public void screenshot(Path file) {
    Map<String, Object> metrics = tools.send("Page.getLayoutMetrics");
    Map<String, Object> size = DevTools.map(metrics.get("cssContentSize"));
    Map<String, Object> shot =
        tools.send(
            "Page.captureScreenshot",
            "captureBeyondViewport",
            true,
            "clip",
            Map.of(
                "x",
                0,
                "y",
                0,
                "width",
                size.get("width"),
                "height",
                size.get("height"),
                "scale",
                1));
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.write(file, Base64.getDecoder().decode(shot.get("data").toString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    tools.close();
    onClose.run();
  }
}
