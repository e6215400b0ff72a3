package io.shmtender.daemon.status;

import static org.junit.jupiter.api.Assertions.*;

import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.testing.Await;
import io.shmtender.testing.MemoryDirectory;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What the status page's routes serve, without a browser. */
final class StatusRoutesTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir(factory = MemoryDirectory.class)
  Path directory;

  private final HttpClient client = HttpClient.newHttpClient();

  private HttpResponse<String> get(ServedStatus status, String path) {
    try {
      return client.send(
          HttpRequest.newBuilder(URI.create(status.address() + path)).build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private Map<String, Object> json(ServedStatus status, String path) {
    return new Yaml(new SafeConstructor(new LoaderOptions())).load(get(status, path).body());
  }

  @Test
  void servesThePageWithAPolicyThatLetsNothingElseIn() {
    try (SimulatedCluster cluster = SimulatedCluster.builder().clusterName("orders").start();
        ServedStatus status = ServedStatus.of(directory, cluster)) {
      Await.until(LIMIT, "the cluster", () -> get(status, "").body().contains("<h1>orders</h1>"));
      HttpResponse<String> page = get(status, "");
      assertEquals("text/html; charset=utf-8", page.headers().firstValue("Content-Type").get());
      String policy = page.headers().firstValue("Content-Security-Policy").get();
      assertTrue(policy.startsWith("default-src 'none'; script-src 'sha256-"), policy);
      assertFalse(policy.contains("unsafe"), policy);
      assertFalse(page.body().contains("http:"), "the page loads nothing from anywhere");
      assertFalse(page.body().contains("style=\""), "the policy forbids styles in attributes");
    }
  }

  @Test
  void saysAsJsonWhatThePageShows() {
    try (SimulatedCluster cluster =
            SimulatedCluster.builder().clusterName("orders").nodes(3).namespace("test", 2).start();
        ServedStatus status = ServedStatus.of(directory, cluster)) {
      Await.until(
          LIMIT,
          () -> "three nodes in " + json(status, "api/status.json"),
          () -> json(status, "api/status.json").get("nodes") instanceof List<?> n && n.size() == 3);
      Map<String, Object> json = json(status, "api/status.json");
      assertEquals("owner", json.get("role"));
      assertEquals("orders", json.get("cluster_name"));
      assertEquals("ready", json.get("state"));
      assertEquals(Timeline.STEPS, ((List<?>) json.get("tends")).size());
      assertFalse(((List<?>) json.get("events")).isEmpty());
    }
  }

  @Test
  void saysWhoMastersWhichPartitionAndWhatMoved() {
    try (SimulatedCluster cluster =
            SimulatedCluster.builder().nodes(2).namespace("test", 1).start();
        ServedStatus status = ServedStatus.of(directory, cluster)) {
      Await.until(LIMIT, "a map", () -> masterOf(status, 77) != null);
      String before = masterOf(status, 77);
      String after =
          cluster.nodes().stream()
              .map(node -> node.name())
              .filter(name -> !name.equals(before))
              .findFirst()
              .orElseThrow();
      cluster.movePartition("test", 77, after);
      Await.until(LIMIT, "the move", () -> after.equals(masterOf(status, 77)));
      // On a busy machine the first map may lack a node, whose partitions then move to it.
      List<?> froms =
          ((List<?>) namespace(status).get("moves"))
              .stream()
                  .map(move -> (Map<?, ?>) move)
                  .filter(move -> move.get("partitions").equals("77"))
                  .map(move -> move.get("from"))
                  .toList();
      assertEquals(List.of(before), froms);
    }
  }

  private Map<?, ?> namespace(ServedStatus status) {
    List<?> namespaces = (List<?>) json(status, "api/partitions.json").get("namespaces");
    return namespaces.isEmpty() ? Map.of() : (Map<?, ?>) namespaces.get(0);
  }

  // Null while there is no map.
  private String masterOf(ServedStatus status, int partition) {
    Map<String, Object> json = json(status, "api/partitions.json");
    List<?> namespaces = (List<?>) json.get("namespaces");
    if (namespaces.isEmpty()) {
      return null;
    }
    String coded = ((Map<?, ?>) namespaces.get(0)).get("masters").toString();
    byte[] masters = Base64.getDecoder().decode(coded);
    int index = (masters[2 * partition] & 0xFF) | (masters[2 * partition + 1] << 8);
    return index < 0
        ? null
        : ((Map<?, ?>) ((List<?>) json.get("nodes")).get(index)).get("name").toString();
  }
}
