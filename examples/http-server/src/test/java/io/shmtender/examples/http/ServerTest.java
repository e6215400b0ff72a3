package io.shmtender.examples.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shmtender.daemon.cli.Main;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.simulator.SimulatedNode;
import io.shmtender.testing.Await;
import io.shmtender.testing.ChildJvm;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server as it is meant to run: processes, HTTP, a tender, and a simulated cluster. */
@Tag("process")
final class ServerTest {
  private static final int WORKERS = 2;
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final Pattern SERVING = Pattern.compile("worker (\\d+) serves (\\S+)");

  private final HttpClient http = HttpClient.newHttpClient();
  private SimulatedCluster cluster;
  private ChildJvm tender;
  private ChildJvm server;

  @BeforeEach
  void start(@TempDir Path directory) {
    cluster = SimulatedCluster.builder().nodes(2).start();
    SimulatedNode seed = cluster.nodes().get(0);
    tender =
        ChildJvm.start(
            Main.class,
            "run",
            "--http-address=off",
            "-s",
            seed.host() + ":" + seed.port(),
            "-d",
            directory.toString());
    server = ChildJvm.start(Server.class, "0", Integer.toString(WORKERS), directory.toString());
    await("all workers serve", () -> workers().size() == WORKERS);
    workers().forEach(this::warmUp);
  }

  // The second that a command may take is too short for the first of a process on a busy machine.
  private void warmUp(Serving worker) {
    String url = worker.url + "warm-up";
    for (int i = 0; i < 10; i++) {
      await("a write", () -> status(() -> post(url, BodyPublishers.ofString("1"))) == 204);
      await("a read", () -> status(() -> get(url)) == 200);
    }
  }

  private static int status(Callable<HttpResponse<?>> exchange) {
    try {
      return exchange.call().statusCode();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @AfterEach
  void stop() {
    List<ProcessHandle> workers = server.process().descendants().toList();
    server.close();
    workers.forEach(ProcessHandle::destroyForcibly);
    tender.close();
    cluster.close();
  }

  @Test
  void whatOneWorkerWroteTheOtherReads() throws Exception {
    String one = workers().get(0).url;
    String other = workers().get(1).url;
    assertEquals(404, get(one + "greeting").statusCode());
    assertEquals(204, post(one + "greeting", BodyPublishers.ofString("Hello")).statusCode());
    HttpResponse<byte[]> read = get(other + "greeting");
    assertEquals(200, read.statusCode());
    assertEquals("Hello", new String(read.body(), StandardCharsets.UTF_8));
    assertEquals("\"1\"", read.headers().firstValue("ETag").orElseThrow());
    assertEquals(
        Long.toString(workers().get(1).pid), read.headers().firstValue("X-Worker").orElseThrow());
    byte[] large = new byte[1_000_000];
    large[7] = 7;
    assertEquals(204, post(other + "large", BodyPublishers.ofByteArray(large)).statusCode());
    assertArrayEquals(large, get(one + "large").body());
    assertEquals(204, post(other + "empty", BodyPublishers.noBody()).statusCode());
    assertEquals(0, get(one + "empty").body().length);
  }

  @Test
  void whatCannotBeServedIsRefused() throws Exception {
    String url = workers().get(0).url + "page";
    byte[] tooLarge = new byte[1_000_001];
    assertEquals(413, post(url, BodyPublishers.ofByteArray(tooLarge)).statusCode());
    HttpRequest delete = HttpRequest.newBuilder(URI.create(url)).DELETE().build();
    HttpResponse<Void> refused = http.send(delete, BodyHandlers.discarding());
    assertEquals(405, refused.statusCode());
    assertEquals("GET, POST", refused.headers().firstValue("Allow").orElseThrow());
  }

  @Test
  void killedTenderIsNotMissed() throws Exception {
    post(workers().get(0).url + "page", BodyPublishers.ofString("1"));
    tender.close();
    for (Serving worker : workers()) {
      assertEquals(200, get(worker.url + "page").statusCode());
      assertEquals(204, post(worker.url + "page", BodyPublishers.ofString("2")).statusCode());
    }
  }

  @Test
  void unreachableClusterIsSaidToBe() throws Exception {
    cluster.close();
    for (Serving worker : workers()) {
      HttpResponse<byte[]> answer = get(worker.url + "page");
      assertEquals(503, answer.statusCode());
      assertEquals("1", answer.headers().firstValue("Retry-After").orElseThrow());
      String body = new String(answer.body(), StandardCharsets.UTF_8);
      assertTrue(body.startsWith("the cluster is unreachable: "), body);
    }
  }

  @Test
  void killedWorkerIsReplaced() throws Exception {
    Serving killed = workers().get(0);
    ProcessHandle.of(killed.pid).orElseThrow().destroyForcibly();
    await("another worker serves", () -> workers().size() == WORKERS + 1);
    Serving another = workers().get(WORKERS);
    assertNotEquals(killed.pid, another.pid);
    await("an answer", () -> status(() -> get(another.url + "nothing")) == 404);
  }

  @Test
  void requestsUnderWayAreFinishedAtTheEnd() throws Exception {
    // Nothing that the warm-up left open is used again: each request needs a connection of its own.
    long warm = accepted();
    cluster.nodes().forEach(SimulatedNode::closeConnections);
    await("that the tender is back", () -> accepted() >= warm + cluster.nodes().size());
    cluster.nodes().forEach(node -> node.slowDown(Duration.ofMillis(400)));
    long before = accepted();
    List<CompletableFuture<HttpResponse<byte[]>>> underWay = new ArrayList<>();
    for (Serving worker : workers()) {
      for (int i = 0; i < 5; i++) {
        underWay.add(http.sendAsync(request(worker.url + "page" + i), BodyHandlers.ofByteArray()));
      }
    }
    await("a connection for each", () -> accepted() >= before + underWay.size());
    server.process().destroy();
    for (CompletableFuture<HttpResponse<byte[]>> request : underWay) {
      assertEquals(404, request.get(60, TimeUnit.SECONDS).statusCode());
    }
    server.awaitExit(LIMIT);
    for (Serving worker : workers()) {
      assertTrue(ProcessHandle.of(worker.pid).isEmpty(), "worker " + worker.pid + " still runs");
    }
  }

  @Test
  void workersEndWithAKilledServer() throws Exception {
    server.process().destroyForcibly().waitFor();
    for (Serving worker : workers()) {
      await("the end of worker " + worker.pid, () -> ProcessHandle.of(worker.pid).isEmpty());
    }
  }

  private record Serving(long pid, String url) {}

  private List<Serving> workers() {
    List<Serving> found = new ArrayList<>();
    for (String line : server.lines()) {
      Matcher serving = SERVING.matcher(line);
      if (serving.matches()) {
        found.add(new Serving(Long.parseLong(serving.group(1)), serving.group(2)));
      }
    }
    return found;
  }

  private long accepted() {
    return cluster.counters().values().stream().mapToLong(c -> c.connectionsAccepted()).sum();
  }

  private HttpResponse<byte[]> get(String url) throws Exception {
    return http.send(request(url), BodyHandlers.ofByteArray());
  }

  private HttpResponse<Void> post(String url, BodyPublisher body) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(url)).POST(body).build(), BodyHandlers.discarding());
  }

  private static HttpRequest request(String url) {
    return HttpRequest.newBuilder(URI.create(url)).build();
  }

  private void await(String what, BooleanSupplier condition) {
    Await.until(
        LIMIT,
        () -> what + "; the tender printed " + tender.lines() + ", the server " + server.lines(),
        condition);
  }
}
