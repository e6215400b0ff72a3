package io.shmtender.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.aerospike.client.AerospikeClient;
import com.aerospike.client.AerospikeException;
import com.aerospike.client.BatchDelete;
import com.aerospike.client.BatchRecord;
import com.aerospike.client.BatchWrite;
import com.aerospike.client.Bin;
import com.aerospike.client.Key;
import com.aerospike.client.Operation;
import com.aerospike.client.ResultCode;
import com.aerospike.client.Txn;
import com.aerospike.client.policy.BatchDeletePolicy;
import com.aerospike.client.policy.BatchWritePolicy;
import com.aerospike.client.policy.Policy;
import com.aerospike.client.policy.WritePolicy;
import io.shmtender.simulator.spec.NamespaceSpec;
import io.shmtender.simulator.spec.NodeSpec;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What Community nodes refuse and Enterprise nodes do. */
final class EditionTest {
  private static final Key KEY = new Key("test", "set", 1);
  private static final int MANY_BYTES = 5000;

  private static WritePolicy durable(AerospikeClient client) {
    WritePolicy policy = client.copyWritePolicyDefault();
    policy.durableDelete = true;
    return policy;
  }

  private static WritePolicy compressed(AerospikeClient client) {
    WritePolicy policy = client.copyWritePolicyDefault();
    policy.compress = true;
    return policy;
  }

  private static List<BatchRecord> durableRows() {
    BatchDeletePolicy delete = new BatchDeletePolicy();
    delete.durableDelete = true;
    BatchWritePolicy write = new BatchWritePolicy();
    write.durableDelete = true;
    return List.of(
        new BatchDelete(delete, KEY),
        new BatchWrite(write, KEY, new Operation[] {Operation.delete()}));
  }

  private static void assertEnterpriseOnly(Executable command) {
    AerospikeException refused = assertThrows(AerospikeException.class, command);
    assertEquals(ResultCode.ENTERPRISE_ONLY, refused.getResultCode(), refused.getMessage());
  }

  @Test
  void communityNodesRefuseWhatIsEnterpriseOnly() {
    try (SimulatedCluster cluster = SimulatedCluster.builder().nodes(1).start();
        AerospikeClient client = Clients.connect(cluster)) {
      WritePolicy durable = durable(client);
      client.put(durable, KEY, new Bin("a", 1), new Bin("b", 2));
      assertEnterpriseOnly(() -> client.delete(durable, KEY));
      assertEnterpriseOnly(() -> client.delete(durable, new Key("test", "set", "none")));
      assertEnterpriseOnly(() -> client.operate(durable, KEY, Operation.delete()));
      client.put(durable, KEY, Bin.asNull("a"));
      assertEnterpriseOnly(() -> client.put(durable, KEY, Bin.asNull("b")));
      List<BatchRecord> rows = durableRows();
      assertFalse(client.operate(null, rows));
      rows.forEach(row -> assertEquals(ResultCode.ENTERPRISE_ONLY, row.resultCode));
      assertEnterpriseOnly(
          () -> client.put(compressed(client), KEY, new Bin("c", new byte[MANY_BYTES])));
      Policy inTransaction = client.copyReadPolicyDefault();
      inTransaction.txn = new Txn();
      assertEnterpriseOnly(() -> client.get(inTransaction, KEY));
      assertEquals(Map.of("b", 2L), client.get(null, KEY).bins);
    }
  }

  @Test
  void enterpriseNodesDoIt() {
    try (SimulatedCluster cluster = SimulatedCluster.builder().nodes(1).enterprise().start();
        AerospikeClient client = Clients.connect(cluster)) {
      client.put(compressed(client), KEY, new Bin("c", new byte[MANY_BYTES]));
      assertEquals(MANY_BYTES, ((byte[]) client.get(null, KEY).getValue("c")).length);
      assertTrue(client.delete(durable(client), KEY));
      client.put(null, KEY, new Bin("a", 1));
      assertTrue(client.operate(null, List.of(durableRows().get(0))));
      assertFalse(client.exists(null, KEY));
    }
  }

  @Test
  void nodesSayWhatTheyAre() {
    try (SimulatedCluster community = SimulatedCluster.builder().nodes(1).start();
        SimulatedCluster enterprise = SimulatedCluster.builder().nodes(1).enterprise().start()) {
      SimulatedNode node = community.nodes().get(0);
      assertEquals("8.1.2.0", Clients.info(node, "build"));
      assertEquals("Aerospike Community Edition", Clients.info(node, "edition"));
      assertEquals("Aerospike Community Edition build 8.1.2.0", Clients.info(node, "version"));
      for (String name : List.of("rack-ids", "racks:", "peers-tls-std", "roster:namespace=test")) {
        assertEquals("ERROR:25:enterprise only", Clients.info(node, name), name);
      }
      SimulatedNode other = enterprise.nodes().get(0);
      assertEquals("Aerospike Enterprise Edition", Clients.info(other, "edition"));
      assertEquals("test:0", Clients.info(other, "rack-ids"));
    }
  }

  @Test
  void whatNeedsEnterpriseNodesMakesThemSoFromTheStartOnly() {
    for (ClusterBuilder needing :
        List.of(
            SimulatedCluster.builder().namespace(NamespaceSpec.stronglyConsistent("test", 1)),
            SimulatedCluster.builder().node(NodeSpec.anywhere().inRack(1)))) {
      try (SimulatedCluster cluster = needing.start()) {
        assertEquals(
            Set.of("Aerospike Enterprise Edition"),
            Set.of(Clients.info(cluster.nodes().get(0), "edition")));
      }
    }
    try (SimulatedCluster cluster = SimulatedCluster.builder().nodes(1).start()) {
      String name = cluster.nodes().get(0).name();
      for (Executable late :
          List.<Executable>of(
              () -> cluster.setRack(name, 1),
              () -> cluster.addNode(NodeSpec.anywhere().inRack(1)),
              () -> cluster.addNamespace(NamespaceSpec.stronglyConsistent("sc", 1)))) {
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, late);
        assertTrue(refused.getMessage().contains("enterprise()"), refused.getMessage());
      }
      assertEquals(1, cluster.nodes().size());
    }
  }
}
