package io.shmtender.daemon.cclient;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.shmtender.reader.Key;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.simulator.spec.NodeCounters;
import io.shmtender.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A record in each partition. Whoever reads them all from the right nodes has the right map, and a
 * node that is asked for another's partition counts it.
 */
final class EveryPartition {
  private static final int PARTITIONS = 4096;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final SimulatedCluster cluster;
  private final Path names;

  /** Writes the names of the records into a file of the directory, as followers read them. */
  EveryPartition(SimulatedCluster cluster, Path directory) throws IOException {
    this.cluster = cluster;
    String[] found = new String[PARTITIONS];
    int missing = PARTITIONS;
    for (int number = 0; missing > 0; number++) {
      String name = "record-" + number;
      int partition = Key.of("test", "follower", name).partitionId();
      if (found[partition] == null) {
        found[partition] = name;
        missing--;
      }
    }
    names =
        Files.writeString(
            directory.resolve("names.json"),
            Stream.of(found).collect(Collectors.joining("\",\"", "[\"", "\"]")));
  }

  /** Waits until a follower asks the right node for each partition; nobody else may be reading. */
  void awaitRightIn(Follower follower) {
    String[] trouble = new String[1];
    Await.until(
        LIMIT,
        () -> "the right map in follower " + follower.pid() + ": " + trouble[0],
        () -> {
          trouble[0] = trouble(follower);
          return trouble[0].isEmpty();
        });
  }

  private String trouble(Follower follower) {
    long asked = sum(NodeCounters::recordCommands);
    long wrong = sum(NodeCounters::proxiedCommands);
    String answer = follower.read(names);
    if (!answer.equals("read " + PARTITIONS)) {
      // It looks for new nodes once a second, and sees their partitions before.
      return answer;
    }
    assertEquals(PARTITIONS, sum(NodeCounters::recordCommands) - asked, "records asked for");
    long wrongly = sum(NodeCounters::proxiedCommands) - wrong;
    return wrongly == 0 ? "" : wrongly + " records asked of wrong nodes";
  }

  private long sum(ToLongFunction<NodeCounters> counter) {
    return cluster.counters().values().stream().mapToLong(counter).sum();
  }
}
