package io.shmtender.daemon.tend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shmtender.reader.ClusterMap;
import io.shmtender.reader.NamespaceMap;
import io.shmtender.simulator.ClusterSnapshot;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.simulator.SimulatedNode;
import io.shmtender.simulator.spec.NamespaceSpec;
import io.shmtender.simulator.spec.NodeCounters;
import io.shmtender.testing.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cluster splits and heals, node by node, each of which tells its partitions at one moment and
 * its peers at another.
 */
final class SplitTest {
  private static final Logger log = LoggerFactory.getLogger(SplitTest.class);

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int OFFICIAL_TIMEOUT_MILLIS = 1000;
  private static final int ROUNDS = 30;

  /** One thing that one node tells. */
  private record Step(String node, boolean partitions) {
    void take(SimulatedCluster cluster) {
      if (partitions) {
        cluster.tellPartitions(node);
      } else {
        cluster.tellPeers(node);
      }
    }
  }

  private static SimulatedCluster cluster(int nodes) {
    return SimulatedCluster.builder()
        .clusterName("alpha")
        .nodes(nodes)
        .namespace(NamespaceSpec.available("two", 2))
        .namespace(NamespaceSpec.available("one", 1))
        .namespace(NamespaceSpec.stronglyConsistent("sc", 2))
        .start();
  }

  private static Tending tend(SimulatedCluster cluster) {
    return new Tending(
        Tending.quick(Tending.seed(cluster.nodes().get(0)))
            .connectTimeout(Duration.ofSeconds(10))
            .requestTimeout(Duration.ofSeconds(10))
            .fastPoll(Duration.ZERO)
            .build());
  }

  private static List<String> names(SimulatedCluster cluster) {
    return cluster.nodes().stream().map(SimulatedNode::name).toList();
  }

  /** As real nodes do: all that a node tells at once, its partitions a moment before its peers. */
  private static List<Step> steps(Collection<String> nodes) {
    List<Step> steps = new ArrayList<>();
    for (String node : nodes) {
      steps.add(new Step(node, true));
      steps.add(new Step(node, false));
    }
    return steps;
  }

  private static List<Step> steps(Collection<String> first, Collection<String> then) {
    List<Step> steps = steps(first);
    steps.addAll(steps(then));
    return steps;
  }

  private static List<Step> anyOrder(Collection<String> nodes, Random random) {
    List<String> turns = new ArrayList<>(nodes);
    turns.addAll(nodes);
    Collections.shuffle(turns, random);
    Set<String> toldPartitions = new HashSet<>();
    return turns.stream().map(node -> new Step(node, toldPartitions.add(node))).toList();
  }

  private static Optional<String> holder(ClusterMap map, NamespaceMap of, int replica, int pid) {
    int index = of.node(replica, pid);
    return index < 0 ? Optional.empty() : Optional.of(map.nodes().get(index).name());
  }

  /**
   * The partitions of which one of the nodes is master in the map, one namespace behind the other.
   * Not under strong consistency, where a smaller side may have some partitions by right.
   */
  private static BitSet masters(ClusterMap map, Set<String> nodes) {
    BitSet masters = new BitSet();
    int before = 0;
    for (NamespaceMap namespace : map.namespaces()) {
      for (int pid = 0; pid < NamespaceMap.PARTITIONS && !namespace.strongConsistency(); pid++) {
        masters.set(
            before + pid, holder(map, namespace, 0, pid).filter(nodes::contains).isPresent());
      }
      before += NamespaceMap.PARTITIONS;
    }
    return masters;
  }

  /** How many masters of the map are others than on a side. */
  private static int wrong(ClusterMap map, ClusterSnapshot side) {
    int wrong = 0;
    for (NamespaceMap namespace : map.namespaces()) {
      for (int pid = 0; pid < NamespaceMap.PARTITIONS; pid++) {
        String master = side.partition(namespace.name(), pid).master();
        wrong +=
            master == null || holder(map, namespace, 0, pid).filter(master::equals).isPresent()
                ? 0
                : 1;
      }
    }
    return wrong;
  }

  /**
   * A partition that a node of the map claims, with no older regime than others, and that is on one
   * which does not; empty when there is none. Who is alone is not listened to.
   */
  private static Optional<String> misplaced(SimulatedCluster cluster, ClusterMap map) {
    List<SimulatedNode> nodes =
        map.nodes().stream()
            .map(node -> cluster.node(node.name()))
            .filter(node -> !node.peers().isEmpty())
            .toList();
    for (NamespaceMap namespace : map.namespaces()) {
      for (int pid = 0; pid < NamespaceMap.PARTITIONS; pid++) {
        String holder = holder(map, namespace, 0, pid).orElse("nobody");
        boolean claimed = false;
        for (SimulatedNode node : nodes) {
          claimed |=
              node.claims(namespace.name(), 0, pid)
                  && node.regime(namespace.name()) >= namespace.regime(pid);
        }
        if (claimed && !cluster.node(holder).claims(namespace.name(), 0, pid)) {
          return Optional.of(namespace.name() + "/" + pid + " is on " + holder);
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Tends until nothing is wrong. One tend has to be enough, unless it waited for as long as it
   * does: then this machine is busy, and an answer may be late.
   *
   * @return whether an answer may have been late
   */
  private static boolean tendUntilNothing(Tending tending, Supplier<Optional<String>> wrong) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    boolean everLate = false;
    boolean late;
    do {
      late = tending.tend().duration().toNanos() >= TendedNode.LEAST_PATIENCE_NANOS;
      everLate |= late;
    } while (late && wrong.get().isPresent() && System.nanoTime() - deadline < 0);
    assertEquals(Optional.empty(), wrong.get());
    return everLate;
  }

  /** Takes the steps, with a tend after each, and checks every map that might be published. */
  private static void take(
      List<Step> steps, SimulatedCluster cluster, Tending tending, Set<String> minority) {
    BitSet before = masters(tending.map(), minority);
    boolean late = false;
    for (Step step : steps) {
      step.take(cluster);
      late |= tendUntilNothing(tending, () -> misplaced(cluster, tending.map()));
      BitSet gained = masters(tending.map(), minority);
      gained.andNot(before);
      // Who does not answer in time loses to those who claim the same, whoever they are.
      assertTrue(
          late || gained.isEmpty(),
          () -> minority + " got partitions with " + step + " of " + steps);
    }
  }

  private static void assertHealed(SimulatedCluster cluster, Tending tending) {
    // One tend is enough, unless a busy machine keeps a node's answer beyond it.
    tending.tendUntilTrue(cluster);
  }

  static Stream<Arguments> sidesAndOrders() {
    return Stream.of(
        Arguments.of(1, 3, true),
        Arguments.of(1, 3, false),
        Arguments.of(2, 2, true),
        Arguments.of(2, 3, true),
        Arguments.of(2, 3, false),
        Arguments.of(1, 1, true));
  }

  @ParameterizedTest(name = "{0}+{1}, smaller side first: {2}")
  @MethodSource("sidesAndOrders")
  void sidesNoticeOneAfterTheOther(int smaller, int larger, boolean smallerFirst) {
    try (SimulatedCluster cluster = cluster(smaller + larger);
        Tending tending = tend(cluster)) {
      tending.tendUntilTrue(cluster);
      List<String> names = names(cluster);
      List<String> few = names.subList(larger, names.size());
      List<String> many = names.subList(0, larger);
      List<Step> steps = smallerFirst ? steps(few, many) : steps(many, few);
      cluster.splitUnnoticed(List.of(few));
      take(steps, cluster, tending, smaller < larger ? Set.copyOf(few) : Set.of());
      if (smaller < larger) {
        tendUntilAllAreOnTheLargerSide(tending, cluster, few);
      } else {
        tending.tend();
      }
      for (NamespaceMap namespace : tending.map().namespaces()) {
        for (int pid = 0; pid < NamespaceMap.PARTITIONS; pid++) {
          String holder = holder(tending.map(), namespace, 0, pid).orElseThrow();
          assertTrue(
              namespace.strongConsistency()
                  || cluster.node(holder).claims(namespace.name(), 0, pid));
        }
      }
      assertStaysQuiet(cluster, tending);
      cluster.healUnnoticed();
      take(steps, cluster, tending, Set.of());
      assertHealed(cluster, tending);
    }
  }

  private static void tendUntilAllAreOnTheLargerSide(
      Tending tending, SimulatedCluster cluster, List<String> smallerSide) {
    tendUntilNothing(
        tending,
        () -> {
          int wrong = wrong(tending.map(), cluster.snapshot());
          int left = masters(tending.map(), Set.copyOf(smallerSide)).cardinality();
          return wrong == 0 && left == 0
              ? Optional.empty()
              : Optional.of(wrong + " masters are wrong, " + left + " on " + smallerSide);
        });
  }

  /** A split that lasts costs no more than a cluster that is whole. */
  private static void assertStaysQuiet(SimulatedCluster cluster, Tending tending) {
    ClusterMap map = tending.map();
    Map<String, NodeCounters> before = cluster.counters();
    for (int tend = 0; tend < 5; tend++) {
      assertFalse(tending.tend().changed());
      assertEquals(map, tending.map());
    }
    for (var node : map.nodes()) {
      long requests =
          cluster.counters().get(node.name()).infoRequests()
              - before.get(node.name()).infoRequests();
      // Fewer if an answer took longer than a tend.
      assertTrue(requests <= 5, node.name() + ": " + requests);
    }
  }

  @Test
  @Tag("slow")
  void nodesNoticeInAnyOrder() {
    long seed = Long.getLong("shmtender.test.seed", System.nanoTime());
    log.info("seed {}: repeat with -Dshmtender.test.seed={}", seed, seed);
    Random random = new Random(seed);
    try (SimulatedCluster cluster = cluster(5);
        Tending tending = tend(cluster)) {
      tending.tendUntilTrue(cluster);
      for (int round = 0; round < ROUNDS; round++) {
        List<String> names = new ArrayList<>(names(cluster));
        Collections.shuffle(names, random);
        List<String> few = names.subList(0, 1 + random.nextInt(2));
        cluster.splitUnnoticed(List.of(few));
        List<Step> splitting = anyOrder(names, random);
        log.info("round {}: {} apart, {}", round, few, splitting);
        take(splitting, cluster, tending, Set.copyOf(few));
        tendUntilAllAreOnTheLargerSide(tending, cluster, few);
        cluster.healUnnoticed();
        List<Step> healing = anyOrder(names, random);
        log.info("round {}: heal, {}", round, healing);
        take(healing, cluster, tending, Set.of());
        assertHealed(cluster, tending);
      }
    }
  }

  @Test
  void officialClientComesToTheSameMap() {
    try (SimulatedCluster cluster = cluster(4);
        Oracle oracle = new Oracle(cluster.nodes().get(0), OFFICIAL_TIMEOUT_MILLIS);
        Tending tending = tend(cluster)) {
      tending.tendUntilTrue(cluster);
      List<String> names = names(cluster);
      List<String> few = names.subList(3, 4);
      for (boolean smallerFirst : List.of(true, false)) {
        List<Step> steps =
            smallerFirst ? steps(few, names.subList(0, 3)) : steps(names.subList(0, 3), few);
        cluster.splitUnnoticed(List.of(few));
        take(steps, cluster, tending, Set.copyOf(few));
        awaitSameMap(oracle, tending, Set.copyOf(few));
        assertEquals(0, wrong(tending.map(), cluster.snapshot()));
        cluster.healUnnoticed();
        take(steps, cluster, tending, Set.of());
        awaitSameMap(oracle, tending, Set.of());
        assertHealed(cluster, tending);
      }
    }
  }

  private static void awaitSameMap(Oracle oracle, Tending tending, Set<String> cutOff) {
    Await.until(
        LIMIT,
        () -> "the official client has the same map: " + oracle.difference(tending.map(), cutOff),
        () -> {
          oracle.hurry();
          tending.tend();
          return oracle.difference(tending.map(), cutOff).isEmpty();
        });
  }

  @Test
  void tenderThatStartsBetweenTheTwoThingsThatANodeTellsDoesNotBelieveIt() {
    try (SimulatedCluster cluster = cluster(4)) {
      String lonely = names(cluster).get(3);
      cluster.splitUnnoticed(List.of(List.of(lonely)));
      cluster.tellPartitions(lonely);
      ClusterSnapshot whole = cluster.snapshot(lonely);
      assertEquals(1, whole.nodes().size());
      try (Tending tending = tend(cluster)) {
        tending.tendUntil("the cluster is reached", () -> tending.last().map().isPresent());
        int its = masters(tending.map(), Set.of(lonely)).cardinality();
        assertTrue(its < 3 * NamespaceMap.PARTITIONS / 2, its + " masters are on " + lonely);
        assertEquals(Optional.empty(), misplaced(cluster, tending.map()));
      }
    }
  }

  @Test
  void silentNodeDoesNotHoldUpWhoTakesOver() {
    try (SimulatedCluster cluster = cluster(4);
        Tending tending = tend(cluster)) {
      tending.tendUntilTrue(cluster);
      List<String> names = names(cluster);
      SimulatedNode silent = cluster.node(names.get(3));
      silent.hang();
      cluster.splitUnnoticed(List.of(List.of(silent.name())));
      names.subList(0, 3).forEach(cluster::tellPartitions);
      // Long before its request times out, and while all still name it as their peer.
      tending.tendUntil(
          "the others have what the silent node had",
          () -> wrong(tending.map(), cluster.snapshot()) == 0);
      assertTrue(tending.node(silent.name()).active());
    }
  }
}
