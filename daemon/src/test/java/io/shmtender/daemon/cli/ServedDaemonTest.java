package io.shmtender.daemon.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.*;

import io.shmtender.reader.ReaderOptions;
import io.shmtender.reader.ShmReader;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.simulator.SimulatedNode;
import io.shmtender.testing.Await;
import io.shmtender.testing.ChildJvm;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Daemons in processes of their own, and what they serve over HTTP. */
@Tag("process")
final class ServedDaemonTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir private Path directory;
  private SimulatedCluster cluster;

  @BeforeEach
  void startCluster() {
    cluster = SimulatedCluster.builder().clusterName("prod").start();
  }

  @AfterEach
  void stopCluster() {
    cluster.close();
  }

  private ChildJvm start(int port) {
    return start(port, cluster.nodes().get(0).port());
  }

  private ChildJvm start(int port, int seedPort) {
    return ChildJvm.start(
        Main.class,
        "run",
        "--http-address=127.0.0.1:" + port,
        "--tend-interval=100ms",
        "--seed=127.0.0.1:" + seedPort,
        "--directory=" + directory);
  }

  private static URI awaitAddress(ChildJvm daemon) {
    String line = daemon.awaitLine(LIMIT, logged -> logged.contains("listening on http://"));
    return URI.create(line.substring(line.indexOf("http://")));
  }

  private static HttpResponse<String> get(URI address, String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(address.resolve(path)).timeout(LIMIT).build(),
            BodyHandlers.ofString());
  }

  private static HttpResponse<String> ready(URI address) {
    try {
      return get(address, "/health/ready");
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void ownersAndStandbysSayHowTheyAre() throws Exception {
    try (ChildJvm owner = start(0)) {
      URI ownersAddress = awaitAddress(owner);
      assertEquals(200, get(ownersAddress, "/health/ready").statusCode());
      assertEquals(200, get(ownersAddress, "/health/live").statusCode());
      try (ChildJvm standby = start(0)) {
        HttpResponse<String> ready = get(awaitAddress(standby), "/health/ready");
        assertEquals(200, ready.statusCode());
        assertTrue(ready.body().contains("\"role\": \"standby\""), ready.body());
        String metrics = get(awaitAddress(standby), "/metrics").body();
        assertTrue(metrics.contains("\nshmtender_owner 0.0\n"), metrics);
        assertTrue(metrics.contains("\nshmtender_segment_tended 1.0\n"), metrics);
      }
    }
  }

  @Test
  void anOwnerIsNotReadyBeforeItHasReachedEveryNodeUnlessItStartsFromAMapThatHasThem()
      throws Exception {
    SimulatedNode hung = cluster.nodes().get(1);
    hung.hang();
    try (ChildJvm owner = start(0)) {
      URI address = awaitAddress(owner);
      Await.until(LIMIT, "the reason", () -> ready(address).body().contains("did not answer"));
      HttpResponse<String> ready = ready(address);
      assertEquals(503, ready.statusCode(), ready.body());
      assertTrue(ready.body().contains(hung.name()), ready.body());
      CommandRun once =
          CommandRun.of(
              "run",
              "--once",
              "--seed",
              "127.0.0.1:" + cluster.nodes().get(0).port(),
              "--directory",
              directory.resolve("once"));
      assertEquals(1, once.exitCode(), once.err());
      assertTrue(once.err().contains(hung.name()), once.err());

      hung.unhang();
      Await.until(LIMIT, "an owner that is ready", () -> ready(address).statusCode() == 200);
    }
    hung.hang();
    try (ChildJvm restarted = start(0)) {
      HttpResponse<String> ready = ready(awaitAddress(restarted));
      assertEquals(200, ready.statusCode(), ready.body() + restarted.lines());
    }
  }

  @Test
  void aDaemonThatReachesNobodyLivesButIsNotReady() throws Exception {
    int port = cluster.nodes().get(0).port();
    cluster.close();
    try (ChildJvm daemon = start(0, port)) {
      URI address = awaitAddress(daemon);
      assertEquals(200, get(address, "/health/live").statusCode());
      HttpResponse<String> ready = ready(address);
      assertEquals(503, ready.statusCode());
      assertTrue(ready.body().contains("the cluster was not reached yet"), ready.body());
    }
  }

  @Test
  void aSecondDaemonThatFindsThePortTakenSaysWhatToDoAndStandsBy() {
    try (ChildJvm owner = start(0);
        ChildJvm second = start(awaitAddress(owner).getPort())) {
      second.awaitLine(LIMIT, line -> line.contains("standby: another tender owns key"));
      String warning = second.awaitLine(LIMIT, line -> line.contains("cannot listen on"));
      assertTrue(warning.contains(" WARN "), warning);
      assertTrue(warning.contains("give each an http-address with a port of its own"), warning);
      assertTrue(second.process().isAlive());
    }
  }

  private static void addSlow(List<Socket> slow, int port) throws Exception {
    for (int i = 0; i < 20; i++) {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
      slow.add(socket);
      socket.getOutputStream().write("GET /metrics HTTP".getBytes(ISO_8859_1));
    }
  }

  @Test
  void clientsThatHoldConnectionsAndSendSlowlyDoNotHoldUpTending() throws Exception {
    List<Socket> slow = new ArrayList<>();
    try (ChildJvm daemon = start(0);
        ShmReader reader =
            ShmReader.attach(
                ReaderOptions.defaults().withDirectory(directory).withWaitLimit(LIMIT))) {
      int port = awaitAddress(daemon).getPort();
      // Each tend finds some that the daemon has not cut off yet.
      for (int i = 0; i < 20; i++) {
        addSlow(slow, port);
        long before = reader.status().tends();
        Await.until(LIMIT, "a tend", () -> reader.status().tends() > before);
      }
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }
}
