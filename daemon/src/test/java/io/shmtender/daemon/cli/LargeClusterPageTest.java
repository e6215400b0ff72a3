package io.shmtender.daemon.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shmtender.daemon.owner.Claim;
import io.shmtender.daemon.owner.OwnerLock;
import io.shmtender.daemon.segment.SegmentPublisher;
import io.shmtender.daemon.segment.SegmentSettings;
import io.shmtender.daemon.testing.LargeCluster;
import io.shmtender.reader.layout.SegmentDirectory;
import io.shmtender.reader.layout.SegmentKey;
import io.shmtender.testing.Await;
import io.shmtender.testing.ChildJvm;
import io.shmtender.testing.MemoryDirectory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
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
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A daemon with much less memory than it is shipped with, and the page of a cluster as large as
 * there are any. A standby has no other use for memory, so that what is measured is the page.
 */
@Tag("process")
final class LargeClusterPageTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int NODES = LargeCluster.NODES;
  private static final int NAMESPACES = LargeCluster.NAMESPACES;
  private static final int CLIENTS = 6;
  private static final int SLOW_CLIENTS = 100;
  private static final List<String> PATHS =
      List.of("/", "/metrics", "/api/status.json", "/api/partitions.json");

  @TempDir(factory = MemoryDirectory.class)
  private Path directory;

  private ChildJvm start() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    return ChildJvm.start(
        List.of("-XX:+UseSerialGC", "-Xmx20m", "-Xss512k", "-XX:TieredStopAtLevel=1"),
        Main.class,
        "run",
        "--http-address=127.0.0.1:0",
        "--seed=127.0.0.1:" + free,
        "--directory=" + directory);
  }

  private static HttpRequest request(URI address, String path) {
    return HttpRequest.newBuilder(address.resolve(path)).timeout(LIMIT).build();
  }

  @Test
  void noRequestEndsADaemonThatHasLittleMemory() throws Exception {
    SegmentSettings settings =
        SegmentSettings.defaults(new SegmentDirectory(directory), SegmentKey.DEFAULT);
    OwnerLock lock =
        new OwnerLock(settings.directory(), settings.key(), settings.takeoverThreshold());
    List<Socket> slow = new ArrayList<>();
    try (Claim owner = lock.tryClaim().orElseThrow();
        ChildJvm daemon = start()) {
      SegmentPublisher publisher =
          SegmentPublisher.open(
              settings, owner.fence(), Optional.of(LargeCluster.of(NODES, NAMESPACES)), Set.of());
      publisher.heartbeat(1, true);
      String line = daemon.awaitLine(LIMIT, logged -> logged.contains("listening on http://"));
      URI address = URI.create(line.substring(line.indexOf("http://")));
      HttpClient client = HttpClient.newHttpClient();
      Await.until(LIMIT, "the page of them all", () -> hasAll(client, address));

      for (int i = 0; i < SLOW_CLIENTS; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), address.getPort());
        slow.add(socket);
        socket
            .getOutputStream()
            .write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(ISO_8859_1));
      }
      List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        for (String path : PATHS) {
          answers.add(client.sendAsync(request(address, path), BodyHandlers.ofString()));
        }
        publisher.heartbeat(1, true);
      }
      int good = 0;
      for (CompletableFuture<HttpResponse<String>> answer : answers) {
        int status = answer.join().statusCode();
        assertTrue(status == 200 || status == 503, answer.join()::body);
        good += status == 200 ? 1 : 0;
      }

      assertTrue(good > 0);
      assertEquals(
          200,
          client.send(request(address, "/health/live"), BodyHandlers.discarding()).statusCode());
      Await.until(LIMIT, "the page once more", () -> hasAll(client, address));
      assertTrue(daemon.process().isAlive());
      assertFalse(
          daemon.lines().stream().anyMatch(logged -> logged.contains("OutOfMemory")),
          daemon.lines()::toString);
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  private static boolean hasAll(HttpClient client, URI address) {
    try {
      String page = client.send(request(address, "/"), BodyHandlers.ofString()).body();
      return page.contains("namespace31") && page.contains(LargeCluster.node(NODES - 1));
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
