package io.shmtender.daemon.tend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.shmtender.reader.login.LoginRefusedException;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.simulator.SimulatedNode;
import io.shmtender.simulator.spec.Garble;
import io.shmtender.simulator.spec.NodeCounters;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Failures of nodes in the words of metrics, and the connections that are counted. */
final class NodeFailureTest {
  private final Watch watch = new Watch();

  private Tending tend(SimulatedCluster cluster) {
    return new Tending(Tending.quick(Tending.seed(cluster.nodes().get(0))).build(), watch);
  }

  private Stream<NodeFailure> failures(SimulatedNode node) {
    return watch.failures.getOrDefault(node.name(), List.of()).stream().map(NodeFailure::of);
  }

  private void awaitFailure(Tending tending, SimulatedNode node, NodeFailure expected) {
    tending.tendUntil(
        expected + ", failures so far: " + watch.failures,
        () -> failures(node).anyMatch(expected::equals));
    tending.tendUntil("the node fails", () -> !tending.node(node.name()).active());
  }

  @Test
  void aNodeThatHangsAnswersTooLate() {
    try (SimulatedCluster cluster = SimulatedCluster.builder().nodes(3).start();
        Tending tending = tend(cluster)) {
      tending.tendUntilTrue(cluster);
      SimulatedNode hung = cluster.nodes().get(1);
      hung.hang();
      awaitFailure(tending, hung, NodeFailure.TIMEOUT);
    }
  }

  @Test
  void aNodeThatAnswersGarbageHasAnsweredWrongly() {
    try (SimulatedCluster cluster = SimulatedCluster.builder().nodes(3).start();
        Tending tending = tend(cluster)) {
      tending.tendUntilTrue(cluster);
      SimulatedNode garbling = cluster.nodes().get(1);
      garbling.garble(Garble.INVERTED_BODY);
      awaitFailure(tending, garbling, NodeFailure.REPLY);
    }
  }

  @Test
  void aNodeThatIsGoneCannotBeConnectedTo() {
    try (SimulatedCluster cluster = SimulatedCluster.builder().nodes(3).start();
        Tending tending = tend(cluster)) {
      tending.tendUntilTrue(cluster);
      SimulatedNode gone = cluster.nodes().get(1);
      cluster.killNodeUnnoticed(gone.name());
      awaitFailure(tending, gone, NodeFailure.CONNECT);
    }
  }

  @Test
  void whatIsNotSeenInASimulatedClusterHasItsWordToo() {
    assertEquals(
        NodeFailure.OTHER_NODE, NodeFailure.of(new NodeRefresh.OtherNodeException("A", "B")));
    assertEquals(
        NodeFailure.LOGIN,
        NodeFailure.of(new IOException("cannot log in", new LoginRefusedException(60))));
    assertEquals(
        NodeFailure.CLOSED, NodeFailure.of(new IOException("closed", new IOException("reset"))));
    assertEquals(NodeFailure.CLOSED, NodeFailure.of(new IOException("dropped meanwhile")));
  }

  @Test
  void connectionsAreCountedAsTheServersCountThem() {
    try (SimulatedCluster cluster = SimulatedCluster.builder().nodes(3).start();
        Tending tending = tend(cluster)) {
      tending.tendUntilTrue(cluster);
      tending.tendUntil(
          "as many connections as at the servers",
          () ->
              watch.connections == 3
                  && watch.connectionsOpened
                      == cluster.counters().values().stream()
                          .mapToLong(NodeCounters::connectionsAccepted)
                          .sum());
    }
  }
}
