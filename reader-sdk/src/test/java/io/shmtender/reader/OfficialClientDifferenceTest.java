package io.shmtender.reader;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.aerospike.client.AerospikeClient;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.simulator.SimulatedNode;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The same random commands by this SDK and by the official client, side by side on the same
 * cluster: no difference in results, result codes, generations, expirations and stored bytes, and
 * each reads what the other wrote.
 */
class OfficialClientDifferenceTest {
  private static final int CASES = 100_000;

  /** After how many commands the records that the last one concerned are read back. */
  private static final int READ_BACK = 8;

  private final long seed = new Random().nextLong();

  @Test
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
