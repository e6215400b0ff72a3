package io.shmtender.daemon.browser;

import io.shmtender.daemon.report.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * A connection to a page's DevTools: commands with their answers, and events. Commands may come
 * from any thread; events are handed over one by one on the connection's.
 */
final class DevTools implements WebSocket.Listener, AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final AtomicInteger lastId = new AtomicInteger();
  private final Map<Integer, CompletableFuture<Map<String, Object>>> pending =
      new ConcurrentHashMap<>();
  private final BiConsumer<String, Map<String, Object>> onEvent;
  // Only the connection's thread writes to it.
  private final StringBuilder message = new StringBuilder();
  private WebSocket socket;

  private DevTools(BiConsumer<String, Map<String, Object>> onEvent) {
    this.onEvent = onEvent;
  }

  /** Connects; {@code onEvent} gets each event's method and parameters. */
  static DevTools connect(URI address, BiConsumer<String, Map<String, Object>> onEvent) {
    DevTools tools = new DevTools(onEvent);
    tools.socket =
        HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(address, tools).join();
    return tools;
  }

  /** Sends a command and returns its result. Parameters: names and values in turn. */
  Map<String, Object> send(String method, Object... parameters) {
    Map<String, Object> answer = answer(method, parameters);
    if (answer.containsKey("error")) {
      throw new AssertionError(method + ": " + answer.get("error"));
    }
    return map(answer.get("result"));
  }

  /** Likewise; once more when the page was loaded anew meanwhile, as pages without scripts are. */
  Map<String, Object> sendToPage(String method, Object... parameters) {
    Map<String, Object> answer = answer(method, parameters);
    return answer.containsKey("error") ? send(method, parameters) : map(answer.get("result"));
  }

  private Map<String, Object> answer(String method, Object... parameters) {
    Map<String, Object> named = new LinkedHashMap<>();
    for (int i = 0; i < parameters.length; i += 2) {
      named.put(parameters[i].toString(), parameters[i + 1]);
    }
    int id = lastId.incrementAndGet();
    CompletableFuture<Map<String, Object>> answer = new CompletableFuture<>();
    pending.put(id, answer);
    Map<String, Object> command = new LinkedHashMap<>();
    command.put("id", id);
    command.put("method", method);
    command.put("params", named);
    synchronized (this) {
      socket.sendText(Json.of(command), true).join();
    }
    try {
      return answer.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError(method + " was not answered", e);
    }
  }

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
    message.append(part);
    if (last) {
      handle(parse(message.toString()));
      message.setLength(0);
    }
    from.request(1);
    return null;
  }

  private void handle(Map<String, Object> got) {
    if (got.get("id") instanceof Integer id) {
      pending.remove(id).complete(got);
    } else {
      onEvent.accept(got.get("method").toString(), map(got.get("params")));
    }
  }

  @Override
  public void onError(WebSocket from, Throwable failure) {
    pending.values().forEach(answer -> answer.completeExceptionally(failure));
  }

  /** Parses JSON. */
  static Map<String, Object> parse(String json) {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(64 << 20);
    // Every JSON is YAML, but for tabs, which nobody here sends.
    return map(new Yaml(new SafeConstructor(options)).load(json));
  }

  @SuppressWarnings("unchecked") // JSON's keys are texts.
  static Map<String, Object> map(Object value) {
    return (Map<String, Object>) value;
  }

  @Override
  public void close() {
    socket.abort();
  }
}
