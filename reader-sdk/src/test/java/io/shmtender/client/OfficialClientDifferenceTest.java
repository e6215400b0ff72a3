package io.shmtender.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.aerospike.client.AerospikeClient;
import io.shmtender.reader.Key;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.simulator.SimulatedNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The same random commands by this SDK and by the official client, side by side on the same
 * cluster: no difference in results, result codes, generations, expirations and stored bytes, and
 * each reads what the other wrote.
 */
@Tag("soak")
final class OfficialClientDifferenceTest {
  private static final int CASES = 100_000;

  private static final int MAX_TOGETHER = 16;

  /** After how many commands the records that the last one concerned are read back. */
  private static final int READ_BACK = 8;

  private final long seed = Long.getLong("shmtender.test.seed", System.nanoTime());

  @Test
  @Tag("once") // Two implementations of one protocol are compared, in which no JDK has a part.
  void noRandomCommandDiffersFromTheOfficialClient() throws Exception {
    System.out.println("OfficialClientDifferenceTest seed " + seed);
    Instant now = Instant.now();
    try (SimulatedCluster cluster = SimulatedCluster.builder().nodes(3).clock(() -> now).start()) {
      SimulatedNode node = cluster.nodes().get(0);
      try (ShmClient client = Patient.client(new SimulatedRouter(cluster));
          AerospikeClient official =
              new AerospikeClient(Patient.official(), node.host(), node.port());
          StoredBytes stored = new StoredBytes(node)) {
        RandomCommands commands = new RandomCommands(new Random(seed), client, official);
        for (int i = 0; i < CASES; i++) {
          RandomCommands.Command command = commands.next();
          String where = "seed " + seed + " case " + i + " keys " + command.keys();
          String what = where + ": " + command.text();
          assertEquals(Outcomes.of(command.official()), Outcomes.of(command.sdk()), what);
          if (i % READ_BACK == 0) {
            for (int number : command.keys()) {
              checkSame(number, client, official, stored, what);
            }
          }
        }
      }
    }
  }

  @Test
  void noRandomCommandDiffersWhenManyGoTogether() throws Exception {
    System.out.println("OfficialClientDifferenceTest, combined, seed " + seed);
    Instant now = Instant.now();
    // One node with one carrier, so that as many as possible wait for it.
    ClientOptions combined =
        Patient.OPTIONS.withCombining(
            Combining.defaults().withSynchronous(true).withCarriersPerNode(1));
    ExecutorService threads = Executors.newFixedThreadPool(MAX_TOGETHER);
    try (SimulatedCluster cluster = SimulatedCluster.builder().nodes(1).clock(() -> now).start()) {
      SimulatedNode node = cluster.nodes().get(0);
      try (ShmClient client = ShmClient.of(new SimulatedRouter(cluster), combined);
          AerospikeClient official =
              new AerospikeClient(Patient.official(), node.host(), node.port());
          StoredBytes stored = new StoredBytes(node)) {
        RandomCommands commands = new RandomCommands(new Random(seed), client, official);
        int done = 0;
        RandomCommands.Command next = commands.next();
        while (done < CASES) {
          // As many as concern different records, whose order does not matter.
          List<RandomCommands.Command> together = new ArrayList<>();
          Set<Integer> keys = new HashSet<>();
          while (together.size() < MAX_TOGETHER && Collections.disjoint(keys, next.keys())) {
            together.add(next);
            keys.addAll(next.keys());
            next = commands.next();
          }
          List<Future<String>> outcomes = new ArrayList<>();
          for (RandomCommands.Command command : together) {
            outcomes.add(threads.submit(() -> Outcomes.of(command.sdk())));
          }
          for (int i = 0; i < together.size(); i++) {
            RandomCommands.Command command = together.get(i);
            String where = "seed " + seed + " case " + (done + i) + " keys " + command.keys();
            String what = where + ": " + command.text();
            assertEquals(Outcomes.of(command.official()), outcomes.get(i).get(), what);
          }
          done += together.size();
          for (int number : together.get(together.size() - 1).keys()) {
            checkSame(number, client, official, stored, "seed " + seed + " case " + done);
          }
        }
        assertTrue(cluster.counters().get(node.name()).batches() > CASES / 10);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static void checkSame(
      int number, ShmClient client, AerospikeClient official, StoredBytes stored, String what)
      throws Exception {
    Key bySdk = RandomCommands.key(RandomCommands.SDK_SET, number);
    Key byOfficial = RandomCommands.key(RandomCommands.OFFICIAL_SET, number);
    assertEquals(stored.of(byOfficial), stored.of(bySdk), what);
    com.aerospike.client.Key key = RandomCommands.officialKey(RandomCommands.SDK_SET, number);
    assertEquals(
        Outcomes.of(() -> official.get(null, key)),
        Outcomes.of(() -> client.get(byOfficial)),
        what);
  }
}
