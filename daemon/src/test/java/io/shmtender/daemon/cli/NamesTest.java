package io.shmtender.daemon.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shmtender.client.Bin;
import io.shmtender.client.ShmClient;
import io.shmtender.daemon.cclient.ScratchKey;
import io.shmtender.reader.Key;
import io.shmtender.reader.ReaderOptions;
import io.shmtender.reader.ShmReader;
import io.shmtender.simulator.ClusterBuilder;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.testing.Await;
import io.shmtender.testing.ChildJvm;
import io.shmtender.testing.MemoryDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** Every name that servers allow goes through daemon, segments and application as it is. */
@Tag("process")
final class NamesTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static final List<String> NAMESPACES =
      List.of(
          "ERROR",
          "ERROR-LOG",
          "FAIL",
          "FAILOVER",
          "größe",
          "null",
          "thirty-one-bytes-is-the-longest",
          "\"<&>'{}[]()|\\");

  @TempDir(factory = MemoryDirectory.class)
  private Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "FAILOVER-EU",
        "ERROR_BUDGET",
        "null",
        "größe",
        "a-name-of-64-bytes-is-what-servers-up-to-6-allow-0123456789-abcd"
      })
  void clusterOfAnyNameIsTendedAndServed(String name) throws IOException {
    ClusterBuilder builder = SimulatedCluster.builder().clusterName(name);
    NAMESPACES.forEach(namespace -> builder.namespace(namespace, 2));
    try (ScratchKey oldest = ScratchKey.unused();
        ScratchKey newest = ScratchKey.unused();
        SimulatedCluster cluster = builder.start();
        ChildJvm daemon =
            ChildJvm.start(
                Main.class, "run", "--config", configure(cluster, name, oldest, newest));
        ShmReader reader = ShmReader.attach(options());
        ShmClient client = ShmClient.attach(options())) {
      assertEquals(name, reader.view().clusterName());
      for (String namespace : NAMESPACES) {
        Key key = Key.of(namespace, "set", 1);
        client.put(key, new Bin("n", 1));
        assertEquals(1, client.get(key).getLong("n"), namespace);
        assertEquals(1, cluster.recordCount(namespace));
      }
      for (ScratchKey key : List.of(oldest, newest)) {
        Await.until(
            LIMIT,
            () -> "all namespaces are in " + key + ": " + inspect(key),
            () -> inspect(key).exitCode() == 0 && namespacesIn(key).equals(Set.copyOf(NAMESPACES)));
      }
      assertTrue(daemon.process().isAlive());
    }
  }

  private CommandRun inspect(ScratchKey key) {
    return CommandRun.of("inspect", key, "--directory", directory, "--json");
  }

  private Set<Object> namespacesIn(ScratchKey key) {
    Map<?, ?> shown = new Yaml().load(inspect(key).out());
    List<?> namespaces = (List<?>) shown.get("namespaces");
    return namespaces.stream().map(ns -> ((Map<?, ?>) ns).get("name")).collect(Collectors.toSet());
  }

  private ReaderOptions options() {
    return ReaderOptions.defaults().withDirectory(directory).withWaitLimit(LIMIT);
  }

  private String configure(
      SimulatedCluster cluster, String clusterName, ScratchKey oldest, ScratchKey newest)
      throws IOException {
    return Files.writeString(
            directory.resolve("tender.yaml"),
            """
            seeds: [127.0.0.1:%d]
            cluster-name: "%s"
            directory: %s
            http-address: off
            c-client-segments:
              - {layout: "4.6", key: %s}
              - {layout: "7.4.1", key: %s}
            """
                .formatted(cluster.nodes().get(0).port(), clusterName, directory, oldest, newest))
        .toString();
  }
}
