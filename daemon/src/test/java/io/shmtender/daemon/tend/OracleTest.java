package io.shmtender.daemon.tend;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.simulator.SimulatedNode;
import io.shmtender.simulator.spec.NamespaceSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tender's map and the official client's, through many changes of one cluster. */
@Tag("soak")
@Tag("once") // Two implementations of one protocol are compared, in which no JDK has a part.
final class OracleTest {
  private static final Logger log = LoggerFactory.getLogger(OracleTest.class);

  private static final Duration SETTLED_WITHIN = Duration.ofSeconds(60);
  private static final Duration NEWS_AFTER = Duration.ofSeconds(15);
  private static final int TIMEOUT_MILLIS = 100;
  private static final int CHANGES = 400;
  private static final int CLAIM_CHANGES = 100;

  @Test
  void mapEqualsTheOfficialClientsThroughHundredsOfChanges() {
    long seed = Long.getLong("shmtender.test.seed", System.nanoTime());
    log.info("seed {}: repeat with -Dshmtender.test.seed={}", seed, seed);
    try (Walk walk = new Walk(seed)) {
      walk.settle("the start");
      for (int change = 1; change <= CHANGES; change++) {
        String what = walk.change();
        log.info("change {}: {}", change, what);
        walk.settle("seed " + seed + ", change " + change + ": " + what);
      }
      assertTrue(walk.kinds.size() >= 12, "kinds of change: " + walk.kinds);
    }
  }

  @Test
  void mapEqualsTheOfficialClientsWhileNodesClaimWithOldRegimes() {
    long seed = Long.getLong("shmtender.test.seed", System.nanoTime());
    log.info("seed {}: repeat with -Dshmtender.test.seed={}", seed, seed);
    Random random = new Random(seed);
    try (SimulatedCluster cluster =
            SimulatedCluster.builder()
                .clusterName("oracle")
                .nodes(4)
                .namespace(NamespaceSpec.stronglyConsistent("one", 2))
                .namespace(NamespaceSpec.stronglyConsistent("two", 3))
                .start();
        Oracle oracle = new Oracle(cluster.nodes().get(0), TIMEOUT_MILLIS);
        Tending tending = Tending.of(cluster)) {
      Set<String> names = new TreeSet<>();
      cluster.nodes().forEach(node -> names.add(node.name()));
      settle(
          "the start",
          oracle,
          tending,
          () -> oracle.unsettled(names, cluster.nodes(), true, Set.of()),
          Set.of(),
          () -> {});
      for (int change = 1; change <= CLAIM_CHANGES; change++) {
        String what = changeClaims(cluster, random);
        log.info("change {}: {}", change, what);
        settle(
            "seed " + seed + ", change " + change + ": " + what,
            oracle,
            tending,
            () -> oracle.unsettled(names, cluster.nodes(), true, Set.of()),
            Set.of(),
            () -> {});
      }
    }
  }

  private static String changeClaims(SimulatedCluster cluster, Random random) {
    SimulatedNode node = cluster.nodes().get(random.nextInt(4));
    String namespace = random.nextBoolean() ? "one" : "two";
    switch (random.nextInt(6)) {
      case 0 -> {
        // What a frozen node is made to tell now would show with the next change, in a race with
        // it.
        cluster.thawView(node.name());
        cluster.freezeView(node.name());
        return "thaw and freeze " + node;
      }
      case 1 -> {
        cluster.thawView(node.name());
        return "thaw " + node;
      }
      case 2 -> {
        // Older than all that was ever claimed. What a client makes of a regime in between depends
        // on whom it asks first, as a prole's regime counts for the partition's master as well.
        cluster.reportRegime(node.name(), namespace, 0);
        return "regime 0 of " + namespace + " from " + node;
      }
      case 3 -> {
        node.closeConnections();
        return "close connections of " + node;
      }
      default -> {
        cluster.moveRandomPartitions(namespace, 200, random.nextLong());
        return "move 200 of " + namespace;
      }
    }
  }

  private static void settle(
      String after,
      Oracle oracle,
      Tending tending,
      Supplier<Optional<String>> unsettled,
      Set<String> cutOff,
      Runnable news) {
    long deadline = System.nanoTime() + SETTLED_WITHIN.toNanos();
    long newsAt = System.nanoTime() + NEWS_AFTER.toNanos();
    while (true) {
      oracle.hurry();
      tending.tend();
      Optional<String> difference =
          unsettled
              .get()
              .or(
                  () ->
                      tending
                          .last()
                          .map()
                          .map(map -> oracle.difference(map, cutOff))
                          .orElse(Optional.of("no map")));
      if (difference.isEmpty()) {
        return;
      }
      if (System.nanoTime() - deadline > 0) {
        fail("after " + after + ": " + difference.get() + "; " + tending.last());
      }
      if (System.nanoTime() - newsAt > 0) {
        // Where its requests time out, as on a busy machine, the official client goes on with a
        // node that it has given up, until the next that it hears of its partitions.
        log.info("after {}: {}; more changes, for the official client", after, difference.get());
        news.run();
        newsAt += NEWS_AFTER.toNanos();
      }
      LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
    }
  }

  /** A random walk of a cluster, followed by a tender and the official client. */
  private static final class Walk implements AutoCloseable {
    private final Random random;
    private final SimulatedCluster cluster;
    private final String anchor;
    private final Oracle oracle;
    private final Tending tending;
    private final Set<String> hung = new TreeSet<>();
    private final Set<String> isolated = new TreeSet<>();
    private final Set<String> stopped = new TreeSet<>();
    private final Set<String> unnoticed = new TreeSet<>();
    private final Set<String> extraNamespaces = new TreeSet<>();
    private final Set<String> kinds = new TreeSet<>();
    private int namespacesMade;

    Walk(long seed) {
      random = new Random(seed);
      cluster =
          SimulatedCluster.builder()
              .clusterName("oracle")
              .nodes(4)
              .namespace(NamespaceSpec.available("test", 2))
              .namespace(NamespaceSpec.stronglyConsistent("sc", 3))
              .start();
      SimulatedNode first = cluster.nodes().get(0);
      anchor = first.name();
      oracle = new Oracle(first, TIMEOUT_MILLIS);
      tending =
          new Tending(
              TenderConfig.of(List.of(Tending.seed(first)))
                  .tendInterval(Duration.ofMillis(50))
                  .connectTimeout(Duration.ofMillis(TIMEOUT_MILLIS))
                  .requestTimeout(Duration.ofMillis(TIMEOUT_MILLIS))
                  .build());
    }

    /** Changes the cluster somehow and says how. */
    String change() {
      while (true) {
        // The official client waits for each node that hangs, so none hangs for long.
        Optional<String> done =
            !hung.isEmpty() && random.nextInt(3) == 0 ? unhang() : tryChange(random.nextInt(18));
        if (done.isPresent()) {
          kinds.add(done.get().split(" ", 2)[0]);
          return done.get();
        }
      }
    }

    private Optional<String> tryChange(int kind) {
      return switch (kind) {
        case 0 -> add();
        case 1 -> stop("remove", cluster::removeNode);
        case 2 -> stop("kill", cluster::killNode);
        case 3 -> killUnnoticed();
        case 4 -> noticeAndRebalance();
        case 5, 6 -> restart();
        case 7, 8 -> move(1 + random.nextInt(3));
        case 9 -> move(500);
        case 10 -> replicationFactor();
        case 11 -> rack();
        case 12 -> addNamespace();
        case 13 -> removeNamespace();
        case 14 -> hang();
        case 15, 16 -> isolateOrRejoin();
        case 17 -> closeConnections();
        default -> throw new AssertionError(kind);
      };
    }

    private Optional<String> add() {
      if (running().size() >= 8) {
        return none();
      }
      SimulatedNode added = cluster.addNode();
      noticed();
      return Optional.of("add " + added);
    }

    /** Every rebalance makes the cluster notice who was killed. */
    private void noticed() {
      stopped.addAll(unnoticed);
      unnoticed.clear();
    }

    private static Optional<String> none() {
      return Optional.empty();
    }

    private List<SimulatedNode> running() {
      return cluster.nodes();
    }

    private Optional<SimulatedNode> anyHealthyButAnchor() {
      List<SimulatedNode> candidates = new ArrayList<>(running());
      candidates.removeIf(
          node ->
              node.name().equals(anchor)
                  || hung.contains(node.name())
                  || isolated.contains(node.name()));
      return candidates.isEmpty()
          ? Optional.empty()
          : Optional.of(candidates.get(random.nextInt(candidates.size())));
    }

    private Optional<String> any(Set<String> names) {
      return names.isEmpty()
          ? Optional.empty()
          : Optional.of(List.copyOf(names).get(random.nextInt(names.size())));
    }

    private Optional<String> stop(String how, Consumer<String> stopping) {
      // Two nodes that both think that they are alone are more than the official client can tell.
      if (running().size() - isolated.size() < 3) {
        return none();
      }
      return anyHealthyButAnchor()
          .map(
              node -> {
                stopping.accept(node.name());
                noticed();
                stopped.add(node.name());
                return how + " " + node;
              });
    }

    private Optional<String> killUnnoticed() {
      if (running().size() - isolated.size() < 4 || !unnoticed.isEmpty()) {
        return none();
      }
      return anyHealthyButAnchor()
          .map(
              node -> {
                cluster.killNodeUnnoticed(node.name());
                unnoticed.add(node.name());
                return "kill-unnoticed " + node;
              });
    }

    private Optional<String> noticeAndRebalance() {
      cluster.rebalance();
      noticed();
      return Optional.of("rebalance");
    }

    private Optional<String> restart() {
      return any(stopped)
          .map(
              name -> {
                cluster.restartNode(name);
                stopped.remove(name);
                noticed();
                return "restart " + name;
              });
    }

    private Optional<String> move(int count) {
      String namespace = random.nextBoolean() ? "test" : "sc";
      cluster.moveRandomPartitions(namespace, count, random.nextLong());
      return Optional.of("move " + count + " of " + namespace);
    }

    private Optional<String> replicationFactor() {
      if (!hung.isEmpty()) {
        return none();
      }
      int factor = 1 + random.nextInt(4);
      cluster.setReplicationFactor("test", factor);
      // When the change meets the client between two nodes, it loses replicas of the node that it
      // asked first until that node's generation moves again. So let it see all, then move all.
      settle("replication factor " + factor);
      cluster.rebalance();
      noticed();
      return Optional.of("replication-factor " + factor);
    }

    private Optional<String> rack() {
      return anyHealthyButAnchor()
          .map(
              node -> {
                int rack = random.nextInt(4);
                cluster.setRack(node.name(), rack);
                noticed();
                return "rack " + rack + " for " + node;
              });
    }

    private Optional<String> addNamespace() {
      if (extraNamespaces.size() >= 3) {
        return none();
      }
      namespacesMade++;
      String name = "extra" + namespacesMade % 5;
      if (!extraNamespaces.add(name)) {
        return none();
      }
      int factor = 1 + random.nextInt(3);
      cluster.addNamespace(
          random.nextBoolean()
              ? NamespaceSpec.available(name, factor)
              : NamespaceSpec.stronglyConsistent(name, factor));
      return Optional.of("add-namespace " + name);
    }

    private Optional<String> removeNamespace() {
      return any(extraNamespaces)
          .map(
              name -> {
                extraNamespaces.remove(name);
                cluster.removeNamespace(name);
                return "remove-namespace " + name;
              });
    }

    private Optional<String> hang() {
      if (!hung.isEmpty()) {
        return none();
      }
      return anyHealthyButAnchor()
          .map(
              node -> {
                node.hang();
                hung.add(node.name());
                return "hang " + node;
              });
    }

    private Optional<String> unhang() {
      return any(hung)
          .map(
              name -> {
                cluster.node(name).unhang();
                hung.remove(name);
                return "unhang " + name;
              });
    }

    private Optional<String> isolateOrRejoin() {
      Optional<String> apart = any(isolated);
      if (apart.isPresent()) {
        cluster.rejoinNode(apart.get());
        isolated.remove(apart.get());
        noticed();
        return Optional.of("rejoin " + apart.get());
      }
      if (running().size() < 4 || !hung.isEmpty()) {
        return none();
      }
      return anyHealthyButAnchor()
          .map(
              node -> {
                cluster.isolateNode(node.name());
                isolated.add(node.name());
                noticed();
                return "isolate " + node;
              });
    }

    private Optional<String> closeConnections() {
      return anyHealthyButAnchor()
          .map(
              node -> {
                node.closeConnections();
                return "close-connections " + node;
              });
    }

    void settle(String after) {
      OracleTest.settle(
          after,
          oracle,
          tending,
          () ->
              oracle.unsettled(
                  expectedNames(), answering(), hung.isEmpty() && unnoticed.isEmpty(), isolated),
          isolated,
          () ->
              cluster
                  .snapshot()
                  .namespaces()
                  .keySet()
                  .forEach(each -> cluster.moveRandomPartitions(each, 500, random.nextLong())));
    }

    private Set<String> expectedNames() {
      Set<String> names = new TreeSet<>(unnoticed);
      running().forEach(node -> names.add(node.name()));
      names.removeAll(isolated);
      return names;
    }

    private List<SimulatedNode> answering() {
      return running().stream()
          .filter(node -> !hung.contains(node.name()) && !isolated.contains(node.name()))
          .toList();
    }

    @Override
    public void close() {
      tending.close();
      oracle.close();
      cluster.close();
    }
  }
}
