package io.shmtender.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shmtender.client.policy.BatchPolicy;
import io.shmtender.client.policy.ReadModeSC;
import io.shmtender.client.policy.ReadPolicy;
import io.shmtender.client.policy.Replica;
import io.shmtender.client.policy.WritePolicy;
import io.shmtender.reader.ClusterMap;
import io.shmtender.reader.ClusterView;
import io.shmtender.reader.Key;
import io.shmtender.reader.NamespaceMap;
import io.shmtender.reader.Node;
import io.shmtender.reader.PartitionUnavailableException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which node a command goes to, by each replica policy, available and strongly consistent. */
final class ShmClientRoutingTest {
  private static final Key KEY = Key.of("test", "set", 1);
  private static final FakeNode.Script OK = (number, out) -> out.write(FakeNode.ok());
  private static final FakeNode.Script UNAVAILABLE =
      (number, out) -> out.write(FakeNode.response(11));
  private static final FakeNode.Script CLOSES =
      (number, out) -> {
        throw new java.io.EOFException("closes instead of answering");
      };

  // The master of everything, its proles in order, and one that holds nothing.
  private final List<FakeNode> fakes = new ArrayList<>();
  private final List<Node> nodes = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    for (String name : List.of("MASTER", "PROLE1", "PROLE2", "OTHER")) {
      FakeNode fake = new FakeNode(OK);
      fakes.add(fake);
      nodes.add(FakeNode.node(name, fake.node().port()));
    }
  }

  @AfterEach
  void stop() throws Exception {
    for (FakeNode fake : fakes) {
      fake.close();
    }
  }

  @Test
  void masterProlesSpreadsReadsAndLeavesWritesWithTheMaster() {
    try (ShmClient client = client(view(false, 0, 0, 0, 0))) {
      for (int i = 0; i < 30; i++) {
        assertNotNull(client.get(read(Replica.MASTER_PROLES), KEY));
      }
      assertRequests(10, 10, 10, 0);
      for (int i = 0; i < 30; i++) {
        client.put(Patient.WRITE.withReplica(Replica.MASTER_PROLES), KEY, bin());
      }
      assertRequests(40, 10, 10, 0);
    }
  }

  @Test
  void randomAsksEveryNodeAndWritesToTheMaster() {
    try (ShmClient client = client(view(false, 0, 0, 0, 0))) {
      for (int i = 0; i < 400; i++) {
        assertNotNull(client.get(read(Replica.RANDOM), KEY));
      }
      for (FakeNode fake : fakes) {
        // Less than one in 10^49 by chance.
        assertTrue(fake.requests() > 0);
      }
      int before = fakes.get(0).requests();
      client.put(Patient.WRITE.withReplica(Replica.RANDOM), KEY, bin());
      assertEquals(before + 1, fakes.get(0).requests());
    }
  }

  @Test
  void preferRackReadsFromTheFirstRackThatHoldsThePartitionAndWritesToTheMaster() {
    ClientOptions near = Patient.OPTIONS.withRackIds(List.of(9, 3, 2));
    try (ShmClient client = client(view(false, 1, 2, 3, 9), near)) {
      assertNotNull(client.get(read(Replica.PREFER_RACK), KEY));
      assertRequests(0, 0, 1, 0);
      client.put(Patient.WRITE.withReplica(Replica.PREFER_RACK), KEY, bin());
      assertRequests(1, 0, 1, 0);
      fakes.get(2).script(CLOSES);
      assertNotNull(client.get(read(Replica.PREFER_RACK), KEY));
      // First the near one again, over a connection that may have been closed, then the next rack.
      assertEquals(1, fakes.get(1).requests());
    }
  }

  @Test
  void preferRackWithoutANearHolderIsTheSequence() {
    ClientOptions far = Patient.OPTIONS.withRackIds(List.of(7));
    try (ShmClient client = client(view(false, 1, 2, 3, 7), far)) {
      assertNotNull(client.get(read(Replica.PREFER_RACK), KEY));
      assertRequests(1, 0, 0, 0);
    }
  }

  @Test
  void preferRackComesBackToTheOnlyHolder() {
    fakes.get(0).script((number, out) -> out.write(FakeNode.response(number == 1 ? 18 : 0)));
    try (ShmClient client = client(view(List.of(nodes.get(0)), false, 0, 0, 0, 0))) {
      assertNotNull(client.get(read(Replica.PREFER_RACK), KEY));
      assertRequests(2, 0, 0, 0);
    }
  }

  @ParameterizedTest
  @EnumSource(Replica.class)
  void sessionReadsOfStrongConsistencyGoToTheMasterOnly(Replica replica) {
    ClientOptions near = Patient.OPTIONS.withRackIds(List.of(3));
    try (ShmClient client = client(view(true, 1, 2, 3, 0), near)) {
      for (int i = 0; i < 6; i++) {
        assertNotNull(client.get(read(replica), KEY));
      }
      assertRequests(6, 0, 0, 0);
    }
  }

  @Test
  void linearizedReadsDoNotPreferARackAndRelaxedOnesDo() {
    ClientOptions near = Patient.OPTIONS.withRackIds(List.of(3));
    try (ShmClient client = client(view(true, 1, 2, 3, 0), near)) {
      ReadPolicy policy = read(Replica.PREFER_RACK);
      assertNotNull(client.get(policy.withReadModeSC(ReadModeSC.LINEARIZE), KEY));
      assertRequests(1, 0, 0, 0);
      assertNotNull(client.get(policy.withReadModeSC(ReadModeSC.ALLOW_REPLICA), KEY));
      assertNotNull(client.get(policy.withReadModeSC(ReadModeSC.ALLOW_UNAVAILABLE), KEY));
      assertRequests(1, 0, 2, 0);
    }
  }

  @Test
  void batchesFollowTheSamePolicies() {
    ClientOptions near = Patient.OPTIONS.withRackIds(List.of(3));
    try (ShmClient client = client(view(false, 1, 2, 3, 0), near)) {
      // Where it goes is what matters.
      fakes.forEach(fake -> fake.script(CLOSES));
      BatchPolicy policy = BatchPolicy.defaults().withMaxRetries(0);
      assertThrows(
          BatchException.class,
          () -> client.get(policy.withReplica(Replica.PREFER_RACK), new Key[] {KEY}));
      assertRequests(0, 0, 1, 0);
      assertThrows(
          BatchException.class,
          () -> client.get(policy.withReplica(Replica.MASTER), new Key[] {KEY}));
      assertRequests(1, 0, 1, 0);
    }
  }

  @Test
  void nextAttemptGoesByTheNewestView() {
    SwitchedRouter router = new SwitchedRouter(view(List.of(nodes.get(0)), false, 0, 0, 0, 0));
    router.next(view(List.of(nodes.get(3)), false, 0, 0, 0, 0));
    fakes.get(0).script(UNAVAILABLE);
    try (ShmClient client = Patient.client(router)) {
      client.put(Patient.WRITE.withMaxRetries(1), KEY, bin());
      assertRequests(1, 0, 0, 1);
    }
  }

  @Test
  void nextAttemptGoesByTheNewestViewAfterABrokenConnection() {
    SwitchedRouter router = new SwitchedRouter(view(List.of(nodes.get(0)), false, 0, 0, 0, 0));
    router.next(view(List.of(nodes.get(3)), false, 0, 0, 0, 0));
    fakes.get(0).script(CLOSES);
    try (ShmClient client = Patient.client(router)) {
      client.get(read(Replica.MASTER).withMaxRetries(1), KEY);
      assertRequests(1, 0, 0, 1);
    }
  }

  @Test
  void writeThatWasSentIsInDoubtAlsoWhenNobodyHoldsThePartitionThen() {
    SwitchedRouter router = new SwitchedRouter(view(List.of(nodes.get(0)), false, 0, 0, 0, 0));
    router.next(view(List.of(), false, 0, 0, 0, 0));
    fakes.get(0).script(CLOSES);
    WritePolicy policy = Patient.WRITE.withMaxRetries(3).withTotalTimeout(200);
    try (ShmClient client = Patient.client(router)) {
      NodeUnreachableException gone =
          assertThrows(NodeUnreachableException.class, () -> client.put(policy, KEY, bin()));
      assertTrue(gone.inDoubt());
      assertTrue(gone.getSuppressed()[0] instanceof PartitionUnavailableException);
    }
  }

  private static ReadPolicy read(Replica replica) {
    return Patient.READ.withReplica(replica);
  }

  private static Bin bin() {
    return new Bin("a", 1);
  }

  private static ShmClient client(ClusterView view) {
    return client(view, Patient.OPTIONS);
  }

  private static ShmClient client(ClusterView view, ClientOptions options) {
    return ShmClient.of(new SwitchedRouter(view), options);
  }

  private void assertRequests(int... expected) {
    assertEquals(
        Arrays.toString(expected),
        Arrays.toString(fakes.stream().mapToInt(FakeNode::requests).toArray()));
  }

  private ClusterView view(boolean strongConsistency, int... racks) {
    return view(nodes.subList(0, 3), strongConsistency, racks);
  }

  private ClusterView view(List<Node> holders, boolean strongConsistency, int... racks) {
    short[][] replicas = new short[Math.max(1, holders.size())][NamespaceMap.PARTITIONS];
    Arrays.fill(replicas[0], (short) NamespaceMap.NONE);
    for (int replica = 0; replica < holders.size(); replica++) {
      Arrays.fill(replicas[replica], (short) nodes.indexOf(holders.get(replica)));
    }
    NamespaceMap namespace =
        new NamespaceMap(
            "test", strongConsistency, replicas, new int[NamespaceMap.PARTITIONS], racks);
    return new ClusterView(new ClusterMap("fake", nodes, List.of(namespace)), 1, Instant.EPOCH);
  }
}
