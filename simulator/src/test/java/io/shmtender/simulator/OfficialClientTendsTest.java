package io.shmtender.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.aerospike.client.AerospikeClient;
import com.aerospike.client.Bin;
import com.aerospike.client.Key;
import com.aerospike.client.Record;
import org.junit.jupiter.api.Test;

/** The official Java client against a cluster that changes. */
class OfficialClientTendsTest {
  @Test
  void officialClientConnectsWritesAndReads() {
    try (SimulatedCluster cluster = SimulatedCluster.builder().start();
        AerospikeClient client = Clients.connect(cluster)) {
      assertEquals(3, client.getNodes().length);
      for (int i = 0; i < 100; i++) {
        client.put(null, new Key("test", "set", i), new Bin("n", i), new Bin("s", "text " + i));
      }
      for (int i = 0; i < 100; i++) {
        Record found = client.get(null, new Key("test", "set", i));
        assertEquals(i, found.getLong("n"));
        assertEquals("text " + i, found.getString("s"));
      }
      assertEquals(
          0, cluster.counters().values().stream().mapToLong(NodeCounters::proxiedCommands).sum());
    }
  }
}
