package io.shmtender.daemon.conductor;

import static org.junit.jupiter.api.Assertions.*;

import io.shmtender.daemon.segment.OtherClusterException;
import io.shmtender.daemon.segment.SegmentException;
import io.shmtender.daemon.segment.SegmentSettings;
import io.shmtender.daemon.tend.Seed;
import io.shmtender.daemon.tend.TendListener;
import io.shmtender.daemon.tend.TendOutcome;
import io.shmtender.daemon.tend.Tender;
import io.shmtender.daemon.tend.TenderConfig;
import io.shmtender.daemon.testing.DaemonProcess;
import io.shmtender.daemon.testing.PlantedMap;
import io.shmtender.reader.ReaderOptions;
import io.shmtender.reader.SegmentStatus;
import io.shmtender.reader.ShmReader;
import io.shmtender.reader.layout.SegmentDirectory;
import io.shmtender.reader.layout.SegmentKey;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.simulator.SimulatedNode;
import io.shmtender.simulator.spec.NamespaceSpec;
import io.shmtender.simulator.spec.NodeCounters;
import io.shmtender.testing.Await;
import io.shmtender.testing.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A daemon in this process on a simulated cluster. */
final class TenderDaemonTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration INTERVAL = Duration.ofMillis(100);

  @TempDir Path directory;
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable closeable : open) {
      closeable.close();
    }
  }

  private SimulatedCluster cluster(String name, int nodes) {
    SimulatedCluster cluster =
        SimulatedCluster.builder().clusterName(name).nodes(nodes).namespace("test", 2).start();
    open.add(cluster);
    return cluster;
  }

  private static int port(SimulatedCluster cluster) {
    return cluster.nodes().get(0).port();
  }

  private SegmentSettings settings(int maxNodes) {
    return new SegmentSettings(
        new SegmentDirectory(directory),
        SegmentKey.DEFAULT,
        maxNodes,
        8,
        INTERVAL,
        Duration.ofSeconds(30),
        SegmentSettings.DEFAULT_MODE,
        Optional.empty());
  }

  private static CompletableFuture<Void> start(TenderDaemon daemon) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            daemon.run();
          } catch (SegmentException | OtherClusterException e) {
            throw new CompletionException(e);
          }
        });
  }

  /** A daemon on a thread of its own. */
  private final class Running implements AutoCloseable {
    private final Tender tender;
    private final TenderDaemon daemon;
    private final CompletableFuture<Void> end;
    // By then it has tended the cluster once.
    private final CountDownLatch standingBy = new CountDownLatch(1);

    Running(int seedPort, int maxNodes) {
      tender =
          new Tender(
              // How long a tend may take, which on a busy machine is more than the interval.
              TenderConfig.of(List.of(new Seed("127.0.0.1", seedPort)))
                  .tendInterval(LIMIT)
                  .connectTimeout(LIMIT)
                  .requestTimeout(LIMIT)
                  .build(),
              TendListener.NONE);
      DaemonListener listener =
          new DaemonListener() {
            @Override
            public void standingBy() {
              standingBy.countDown();
            }
          };
      daemon = new TenderDaemon(settings(maxNodes), tender, listener);
      end = start(daemon);
      open.add(0, this);
    }

    Exception failure() throws Exception {
      try {
        end.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        throw new AssertionError("the daemon ended without a failure");
      } catch (ExecutionException e) {
        return (Exception) e.getCause();
      }
    }

    @Override
    public void close() {
      daemon.stop();
      end.exceptionally(failure -> null).join();
      tender.close();
    }
  }

  private ShmReader attach() {
    ShmReader reader =
        ShmReader.attach(ReaderOptions.defaults().withDirectory(directory).withWaitLimit(LIMIT));
    open.add(reader);
    return reader;
  }

  private List<String> files() throws IOException {
    return new SegmentDirectory(directory)
        .names().stream().filter(name -> !name.endsWith(".lock")).sorted().toList();
  }

  @Test
  @Tag("slow")
  void aQuietClusterCostsOneInfoRequestPerNodePerIntervalWhateverTheNumberOfReaders() {
    SimulatedCluster cluster = cluster("quiet", 3);
    new Running(port(cluster), 16);
    List<ShmReader> readers = new ArrayList<>();
    for (int i = 0; i < 32; i++) {
      readers.add(attach());
    }
    // What follows the first contact is over once two tends in a row changed nothing.
    awaitTends(readers.get(0), readers.get(0).status().tends() + 40);
    long sequence = readers.get(0).view().sequence();
    Map<String, Long> before = infoRequests(cluster);
    long from = readers.get(0).status().tends();
    for (long tends = from; tends < from + 20; tends = readers.get(0).status().tends()) {
      readers.forEach(reader -> assertNotNull(reader.route("test", new byte[20])));
    }
    long tends = readers.get(0).status().tends() - from;
    infoRequests(cluster)
        .forEach(
            (node, requests) -> {
              long asked = requests - before.get(node);
              // Less often if it is late: no node is asked again before it has answered.
              assertTrue(
                  asked <= tends + 1 && asked > tends / 2,
                  node + ": " + asked + " in " + tends + " tends");
            });
    assertEquals(sequence, readers.get(0).view().sequence());
  }

  private static Map<String, Long> infoRequests(SimulatedCluster cluster) {
    Map<String, Long> requests = new HashMap<>();
    for (Map.Entry<String, NodeCounters> node : cluster.counters().entrySet()) {
      requests.put(node.getKey(), node.getValue().infoRequests());
    }
    return requests;
  }

  private static void awaitTends(ShmReader reader, long tends) {
    Await.until(LIMIT, tends + " tends", () -> reader.status().tends() >= tends);
  }

  @Test
  void readersSeeNodesComeAndGoAndPartitionsMove() {
    SimulatedCluster cluster = cluster("lively", 3);
    new Running(port(cluster), 16);
    ShmReader reader = attach();
    String joined = cluster.addNode().name();
    awaitNodes(reader, 4);
    cluster.movePartition("test", 17, joined);
    Await.until(
        LIMIT,
        "partition 17 at " + joined,
        () -> reader.view().master("test", 17).name().equals(joined));
    cluster.killNode(joined);
    awaitNodes(reader, 3);
    cluster.addNamespace(NamespaceSpec.available("more", 1));
    Await.until(LIMIT, "two namespaces", () -> reader.view().namespaces().size() == 2);
  }

  private static void awaitNodes(ShmReader reader, int nodes) {
    Await.until(
        LIMIT,
        () -> nodes + " nodes: " + reader.view().nodes(),
        () -> reader.view().nodes().size() == nodes);
  }

  @Test
  void aClusterThatOutgrowsTheSegmentNeedsNoRestart() throws Exception {
    SimulatedCluster cluster = cluster("growing", 2);
    new Running(port(cluster), 2);
    ShmReader reader = attach();
    assertEquals(2, reader.status().maxNodes());
    cluster.addNode();
    awaitNodes(reader, 3);
    assertEquals(4, reader.status().maxNodes());
    cluster.setReplicationFactor("test", 3);
    Await.until(LIMIT, "three replicas", () -> reader.view().namespace("test").replicaCount() == 3);
    assertEquals(List.of("0xA7000000.1.2.segment"), files());
  }

  @Test
  void whatCannotBePublishedForAWhileDoesNotEndTheOwner() throws Exception {
    SimulatedCluster cluster = cluster("patient", 2);
    new Running(port(cluster), 2);
    ShmReader reader = attach();
    // As a full disk does, this keeps it from making files.
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    Files.delete(directory.resolve("0xA7000000.1.1.segment"));
    cluster.addNode();
    long tends = reader.status().tends();
    Await.until(LIMIT, "heartbeats go on", () -> reader.status().tends() > tends + 3);
    assertEquals(List.of(), files());
    assertEquals(2, reader.view().nodes().size());
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    awaitNodes(reader, 3);
    assertEquals(1, files().size());
  }

  @Test
  void anUnreachableClusterIsAnInitialisingSegmentWithAHeartbeatUntilItIsReached() {
    SimulatedCluster cluster = cluster("late", 1);
    SimulatedNode node = cluster.nodes().get(0);
    int port = node.port();
    cluster.killNode(node.name());
    new Running(port, 16);
    Await.until(
        LIMIT,
        "an initialising segment",
        () -> status().map(s -> s.state() == SegmentStatus.State.INITIALISING).orElse(false));
    Await.until(LIMIT, "failed tends", () -> status().orElseThrow().failedTends() > 3);
    assertTrue(status().orElseThrow().tended());
    cluster.restartNode(node.name(), port);
    assertEquals("late", attach().view().clusterName());
  }

  private Optional<SegmentStatus> status() {
    try {
      return new SegmentDirectory(directory)
          .newest(SegmentKey.DEFAULT)
          .map(file -> SegmentStatus.read(directory.resolve(file.name())));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aNewOwnerThatDoesNotReachTheClusterCarriesOnWhatWasPublished() {
    SimulatedCluster cluster = cluster("gone", 2);
    int port = port(cluster);
    Running first = new Running(port, 16);
    ShmReader reader = attach();
    first.close();
    open.remove(first);
    cluster.close();
    new Running(port, 16);
    Await.until(LIMIT, "the second owner", () -> reader.status().epoch() == 2);
    assertEquals("gone", reader.view().clusterName());
    assertEquals(2, reader.view().nodes().size());
    assertEquals(SegmentStatus.State.READY, reader.status().state());
    assertTrue(reader.status().failedTends() > 0);
  }

  @Test
  void aDaemonWhoseSeedsReachAnotherClusterEndsAndChangesNothing() throws Exception {
    Running first = new Running(port(cluster("one", 2)), 16);
    ShmReader reader = attach();
    first.close();
    open.remove(first);
    List<String> before = files();
    Exception failure = new Running(port(cluster("other", 2)), 16).failure();
    assertInstanceOf(OtherClusterException.class, failure);
    assertTrue(failure.getMessage().contains("'one'"), failure.getMessage());
    assertTrue(failure.getMessage().contains("'other'"), failure.getMessage());
    assertEquals(before, files());
    assertEquals(1, reader.status().epoch());
    assertEquals("one", reader.view().clusterName());
  }

  @Test
  void aClusterMayBeRenamedWithAndWithoutADaemon() {
    SimulatedCluster cluster = cluster("one", 2);
    Running first = new Running(port(cluster), 16);
    ShmReader reader = attach();
    cluster.setClusterName("two");
    Await.until(LIMIT, "the new name", () -> reader.view().clusterName().equals("two"));
    first.close();
    open.remove(first);
    cluster.setClusterName("three");
    new Running(port(cluster), 16);
    Await.until(LIMIT, "the newest name", () -> reader.view().clusterName().equals("three"));
    assertEquals(2, reader.status().epoch());
  }

  @Test
  void aDaemonThatFindsOutLaterThatItsSeedsReachAnotherClusterEndsAndTheStateStays()
      throws Exception {
    Running first = new Running(port(cluster("one", 2)), 16);
    ShmReader reader = attach();
    first.close();
    open.remove(first);
    SimulatedCluster other = cluster("other", 1);
    SimulatedNode node = other.nodes().get(0);
    int port = node.port();
    other.killNode(node.name());
    Running late = new Running(port, 16);
    Await.until(LIMIT, "an owner that reaches nobody", () -> reader.status().epoch() == 2);
    other.restartNode(node.name(), port);
    assertInstanceOf(OtherClusterException.class, late.failure());
    assertEquals("one", reader.view().clusterName());
    assertEquals(SegmentStatus.State.CLOSED, reader.status().state());
  }

  @Test
  @Tag("process")
  void aStandbyReachesAClusterWhoseServersWereAllReplacedMeanwhile() throws Exception {
    SimulatedCluster cluster = cluster("replaced", 2);
    // Another process: a lock is of a process, and one cannot stand by for itself.
    ChildJvm owner =
        DaemonProcess.start(directory, port(cluster), INTERVAL, Duration.ofSeconds(30));
    open.add(owner);
    ShmReader reader = attach();
    Running standby = new Running(port(cluster), 16);
    assertTrue(standby.standingBy.await(LIMIT.toSeconds(), TimeUnit.SECONDS));
    List<String> old = cluster.nodes().stream().map(SimulatedNode::name).toList();
    cluster.addNode();
    cluster.addNode();
    Await.until(LIMIT, "the new servers", () -> reader.view().nodes().size() == 4);
    old.forEach(cluster::removeNode);
    Await.until(LIMIT, "the old ones are gone", () -> reader.view().nodes().size() == 2);

    owner.close();
    Await.until(LIMIT, "the standby owns", () -> reader.status().epoch() == 2);
    String last = cluster.addNode().name();
    Await.until(
        LIMIT,
        "what changes now",
        () -> reader.view().nodes().stream().anyMatch(node -> node.name().equals(last)));
  }

  @Test
  void aSegmentThatSomebodyRemovesIsBackWithinAnInterval() throws Exception {
    new Running(port(cluster("removed", 2)), 16);
    ShmReader reader = attach();
    for (String name : files()) {
      // Its draft may be among them, which goes by itself.
      Files.deleteIfExists(directory.resolve(name));
    }
    Await.until(LIMIT, "a new file", () -> status().isPresent());
    assertEquals("removed", attach().view().clusterName());
    awaitTends(reader, 2);
    assertEquals(status().orElseThrow().path(), reader.status().path());
  }

  @Test
  void oneRunPublishesAndLetsGo() throws Exception {
    SimulatedCluster cluster = cluster("once", 2);
    try (Tender tender =
        new Tender(
            TenderConfig.of(List.of(new Seed("127.0.0.1", port(cluster)))).build(),
            TendListener.NONE)) {
      assertEquals(
          Optional.empty(), new TenderDaemon(settings(16), tender, DaemonListener.NONE).runOnce());
    }
    assertEquals("once", attach().view().clusterName());
    assertEquals(SegmentStatus.State.CLOSED, attach().status().state());
  }

  @Test
  void ofManyNodesThatLackAFewAreNamed() throws Exception {
    Map<String, String> missing = new HashMap<>();
    for (int node = 100; node < 356; node++) {
      missing.put("N" + node, "it has not answered yet");
    }
    TendOutcome outcome =
        new TendOutcome(
            Optional.of(PlantedMap.of(1)),
            true,
            true,
            Duration.ofMillis(1),
            Optional.empty(),
            false,
            missing,
            Set.of());
    CompletableFuture<String> lacks = new CompletableFuture<>();
    DaemonListener listener =
        new DaemonListener() {
          @Override
          public void lacking(String nodes) {
            lacks.complete(nodes);
          }
        };
    TenderDaemon daemon = new TenderDaemon(settings(8), () -> outcome, listener);
    CompletableFuture<Void> end = start(daemon);
    try {
      assertEquals(
          "nodes of the cluster that were not reached yet: N100 (it has not answered yet), N101 (it"
              + " has not answered yet), N102 (it has not answered yet) and 253 more",
          lacks.get(LIMIT.toSeconds(), TimeUnit.SECONDS));
    } finally {
      daemon.stop();
      end.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
  }

  @Test
  void nothingLacksBeforeItIsPublished() throws Exception {
    SimulatedCluster cluster = cluster("prod", 2);
    SimulatedNode hung = cluster.nodes().get(1);
    hung.hang();
    CompletableFuture<String> lacks = new CompletableFuture<>();
    CompletableFuture<Integer> nodesWhenWhole = new CompletableFuture<>();
    DaemonListener listener =
        new DaemonListener() {
          @Override
          public void lacking(String nodes) {
            if (!nodes.isEmpty()) {
              lacks.complete(nodes);
            } else if (!nodesWhenWhole.isDone()) {
              try (ShmReader reader =
                  ShmReader.attach(ReaderOptions.defaults().withDirectory(directory))) {
                nodesWhenWhole.complete(reader.view().nodes().size());
              }
            }
          }
        };
    Tender tender =
        new Tender(
            TenderConfig.of(List.of(new Seed("127.0.0.1", port(cluster))))
                .tendInterval(INTERVAL)
                .requestTimeout(INTERVAL)
                .connectTimeout(LIMIT)
                .build(),
            TendListener.NONE);
    TenderDaemon daemon = new TenderDaemon(settings(8), tender, listener);
    CompletableFuture<Void> end = start(daemon);
    try {
      assertTrue(lacks.get(LIMIT.toSeconds(), TimeUnit.SECONDS).contains(hung.name()));
      hung.unhang();
      assertEquals(2, nodesWhenWhole.get(LIMIT.toSeconds(), TimeUnit.SECONDS));
    } finally {
      daemon.stop();
      end.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
  }
}
