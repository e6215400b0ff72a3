package io.shmtender.daemon.conductor;

import static org.junit.jupiter.api.Assertions.*;

import com.aerospike.client.admin.AdminCommand;
import com.aerospike.client.policy.AuthMode;
import com.aerospike.client.policy.TlsPolicy;
import io.shmtender.client.BatchException;
import io.shmtender.client.Bin;
import io.shmtender.client.ClientOptions;
import io.shmtender.client.ClientStatus;
import io.shmtender.client.CommandException;
import io.shmtender.client.Record;
import io.shmtender.client.ShmClient;
import io.shmtender.client.policy.BatchPolicy;
import io.shmtender.client.policy.ReadPolicy;
import io.shmtender.client.policy.Replica;
import io.shmtender.client.policy.WritePolicy;
import io.shmtender.daemon.segment.SegmentPublisher;
import io.shmtender.daemon.segment.SegmentSettings;
import io.shmtender.daemon.tend.Credentials;
import io.shmtender.daemon.tend.Seed;
import io.shmtender.daemon.tend.TendListener;
import io.shmtender.daemon.tend.TendOutcome;
import io.shmtender.daemon.tend.Tender;
import io.shmtender.daemon.tend.TenderConfig;
import io.shmtender.daemon.testing.DaemonProcess;
import io.shmtender.reader.ClusterMap;
import io.shmtender.reader.Key;
import io.shmtender.reader.ReaderOptions;
import io.shmtender.reader.layout.SegmentDirectory;
import io.shmtender.reader.layout.SegmentKey;
import io.shmtender.simulator.SelfSigned;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.simulator.SimulatedNode;
import io.shmtender.simulator.spec.NodeSpec;
import io.shmtender.simulator.spec.TlsSpec;
import io.shmtender.simulator.spec.Users;
import io.shmtender.testing.Await;
import io.shmtender.testing.ChildJvm;
import io.shmtender.testing.MemoryDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An application whose host has lost its tender, for good or for a while. Segments that nobody
 * tends any more are published by this process, but for one test that kills real ones.
 */
@Tag("process")
final class StrandedTest {
  private static final Duration INTERVAL = Duration.ofMillis(100);
  private static final Duration THRESHOLD = Duration.ofSeconds(30);
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int KEYS = 200;
  private static final String TLS_NAME = "alpha.example";
  private static final ReadPolicy ONCE =
      ReadPolicy.defaults().withMaxRetries(0).withTotalTimeout(20_000).withSocketTimeout(20_000);
  private static final WritePolicy WRITE = WritePolicy.defaults().withTotalTimeout(20_000);

  @TempDir(factory = MemoryDirectory.class)
  Path directory;

  private final List<ChildJvm> tenders = new ArrayList<>();

  @AfterEach
  void endTenders() {
    tenders.forEach(ChildJvm::close);
  }

  private ShmClient attach(ClientOptions options) {
    return ShmClient.attach(
        ReaderOptions.defaults().withDirectory(directory).withWaitLimit(LIMIT), options);
  }

  private ShmClient attach() {
    return attach(ClientOptions.defaults());
  }

  private void startTender(SimulatedNode seed) {
    tenders.add(DaemonProcess.start(directory, seed.port(), INTERVAL, THRESHOLD));
  }

  private static TenderConfig.Builder config(SimulatedCluster cluster, String tlsName) {
    Seed seed = new Seed("127.0.0.1", cluster.nodes().get(0).port(), tlsName);
    return TenderConfig.of(List.of(seed)).requestTimeout(LIMIT).connectTimeout(LIMIT);
  }

  /** The map that a tender makes of a cluster. */
  private static ClusterMap tend(SimulatedCluster cluster, TenderConfig config) {
    AtomicReference<ClusterMap> map = new AtomicReference<>();
    try (Tender tender = new Tender(config, TendListener.NONE)) {
      Await.until(
          LIMIT,
          "all nodes are tended",
          () -> {
            TendOutcome outcome = tender.tend();
            outcome.map().ifPresent(map::set);
            return outcome.map().isPresent() && map.get().nodes().size() == cluster.nodes().size();
          });
    }
    return map.get();
  }

  private SegmentPublisher publish(int fence, ClusterMap map, boolean answered) throws Exception {
    SegmentSettings settings =
        SegmentSettings.defaults(new SegmentDirectory(directory), SegmentKey.DEFAULT);
    SegmentPublisher publisher = SegmentPublisher.open(settings, fence, Optional.of(map), Set.of());
    publisher.heartbeat(0, answered);
    return publisher;
  }

  /** Publishes the cluster as it is now, by a tender that then stops for good. */
  private void publishAndStop(SimulatedCluster cluster) throws Exception {
    publish(1, tend(cluster, config(cluster, "").build()), true).close();
  }

  /** Waits until the segment says that nobody tends. */
  private static void awaitSilence(ShmClient client) {
    Await.until(
        LIMIT,
        "the heartbeat is silent",
        () -> client.status().segment().heartbeatAge().compareTo(INTERVAL.multipliedBy(2)) > 0);
  }

  /** Reads keys of all nodes, once each; returns how many failed. */
  private static int read(ShmClient client) {
    return read(client, ONCE);
  }

  private static int read(ShmClient client, ReadPolicy policy) {
    int failed = 0;
    for (int i = 0; i < KEYS; i++) {
      try {
        assertNotNull(client.get(policy, key(i)));
      } catch (CommandException e) {
        failed++;
      }
    }
    return failed;
  }

  private static void fill(ShmClient client) {
    for (int i = 0; i < KEYS; i++) {
      client.put(WRITE, key(i), new Bin("n", i));
    }
  }

  private static Key key(int number) {
    return Key.of("test", "stranded", number);
  }

  private static Set<String> names(SimulatedCluster cluster) {
    Set<String> names = new HashSet<>();
    cluster.nodes().forEach(node -> names.add(node.name()));
    return names;
  }

  private static SimulatedCluster start() {
    return SimulatedCluster.builder().clusterName("alpha").nodes(4).start();
  }

  /** What happens to a cluster and to a client that has written its keys. */
  private interface Scenario {
    void play(SimulatedCluster cluster, ShmClient client) throws Exception;
  }

  /** Plays a scenario on a segment whose tender has stopped for good. */
  private void withoutTender(Scenario scenario) throws Exception {
    try (SimulatedCluster cluster = start()) {
      publishAndStop(cluster);
      try (ShmClient client = attach()) {
        fill(client);
        scenario.play(cluster, client);
      }
    }
  }

  @Test
  void withTheTenderKilledAndThenANodeOneCommandFindsOutAndTheOthersGoOn() {
    try (SimulatedCluster cluster = start()) {
      startTender(cluster.nodes().get(0));
      try (ShmClient client = attach()) {
        fill(client);
        assertFalse(client.status().stranded());
        tenders.get(0).close();
        awaitSilence(client);
        assertEquals(0, read(client), "nothing has happened to the cluster");
        assertFalse(client.status().stranded(), "nobody has been missed yet");

        String killed = cluster.nodes().get(1).name();
        cluster.killNode(killed);
        assertEquals(1, read(client), "the one that found out");
        ClientStatus status = client.status();
        assertTrue(status.stranded());
        assertEquals(1, status.asks());
        assertEquals(names(cluster), Set.copyOf(status.answered()));
        assertEquals(Set.of(killed), status.silent().keySet());

        startTender(cluster.nodes().get(0));
        Await.until(LIMIT, "the segment is followed", () -> !client.status().stranded());
        assertEquals(0, read(client));
      }
    }
  }

  @Test
  void aCommandThatMayTryAgainDoesNotEvenFail() throws Exception {
    withoutTender(
        (cluster, client) -> {
          cluster.killNode(cluster.nodes().get(1).name());
          for (int i = 0; i < KEYS; i++) {
            assertNotNull(client.get(ONCE.withMaxRetries(1), key(i)));
          }
          assertEquals(1, client.status().asks());
        });
  }

  @Test
  void aTenderWhoseClusterDoesNotAnswerIsNoneAndASegmentInANewPlaceIsFound() throws Exception {
    try (SimulatedCluster cluster = start()) {
      SegmentPublisher unreached = publish(1, tend(cluster, config(cluster, "").build()), false);
      try (ShmClient client = attach()) {
        fill(client);
        cluster.killNode(cluster.nodes().get(1).name());
        assertEquals(1, read(client));
        assertTrue(client.status().stranded());
        unreached.close();
        for (String name : directory.toFile().list()) {
          Files.delete(directory.resolve(name));
        }
        publish(1, tend(cluster, config(cluster, "").build()), true);
        // By commands alone: none of them fails, and none asks.
        Await.until(LIMIT, "followed", () -> read(client) == 0 && !client.status().stranded());
        assertEquals(1, client.status().asks());
      }
    }
  }

  @Test
  void aTenderThatIsAtWorkIsNotPassedOver() throws Exception {
    try (SimulatedCluster cluster = start()) {
      publish(1, tend(cluster, config(cluster, "").build()), true);
      SegmentSettings slow =
          SegmentSettings.defaults(new SegmentDirectory(directory), SegmentKey.DEFAULT)
              .withTendInterval(Duration.ofSeconds(10));
      SegmentPublisher.open(
              slow, 2, Optional.of(tend(cluster, config(cluster, "").build())), Set.of())
          .heartbeat(0, true);
      try (ShmClient client = attach()) {
        fill(client);
        cluster.killNode(cluster.nodes().get(1).name());
        assertNotEquals(0, read(client));
        assertFalse(client.status().stranded());
        assertEquals(0, client.status().asks());
      }
    }
  }

  @Test
  void nodesThatCameMovedAndWentAreFoundByTheirPeers() throws Exception {
    withoutTender(
        (cluster, client) -> {
          // All nodes of the map one after the other, until none is left where it was.
          for (SimulatedNode node : cluster.nodes()) {
            cluster.killNode(node.name());
            awaitAllRead(client);
            if (cluster.nodes().size() == 3) {
              cluster.restartNode(node.name());
              cluster.addNode();
            }
          }
          assertTrue(client.status().stranded());
          assertTrue(client.status().asks() >= 4, client.status()::toString);
          assertEquals(names(cluster), Set.copyOf(client.status().answered()));
        });
  }

  private static void awaitAllRead(ShmClient client) {
    Await.until(LIMIT, () -> "all is read " + client.status(), () -> read(client) == 0);
  }

  /**
   * Kills a node and waits until the client had an answer from all the others. Nobody takes the
   * partitions over before that: commands go on failing, so that a question for which a busy host
   * had too little time is asked again.
   */
  private static void awaitAnswersAfterAKill(SimulatedCluster cluster, ShmClient client) {
    cluster.killNodeUnnoticed(cluster.nodes().get(1).name());
    ReadPolicy master = ONCE.withReplica(Replica.MASTER);
    Await.until(
        LIMIT,
        () -> "an answer from each of " + names(cluster) + ": " + client.status(),
        () -> {
          read(client, master);
          return names(cluster).equals(Set.copyOf(client.status().answered()));
        });
    cluster.rebalance();
  }

  @Test
  void batchesGoOnToo() throws Exception {
    withoutTender(
        (cluster, client) -> {
          cluster.killNode(cluster.nodes().get(1).name());
          Key[] keys = new Key[KEYS];
          for (int i = 0; i < KEYS; i++) {
            keys[i] = key(i);
          }
          BatchPolicy once = BatchPolicy.defaults().withMaxRetries(0).withTotalTimeout(20_000);
          assertThrows(BatchException.class, () -> client.get(once, keys));
          assertEquals(1, client.status().asks());
          for (Record record : client.get(once, keys)) {
            assertNotNull(record);
          }
        });
  }

  @Test
  void combinedCommandsGoOnToo() throws Exception {
    withoutTender(
        (cluster, client) -> {
          cluster.killNode(cluster.nodes().get(1).name());
          assertTrue(readTogether(client, ONCE) > 0, "no command met the node that is gone");
          Await.until(
              LIMIT, () -> "all is read " + client.status(), () -> readTogether(client, ONCE) == 0);
          assertTrue(client.status().stranded());
        });
  }

  @Test
  void combinedCommandsThatHadNoTimeToAskLeaveItToTheNext() throws Exception {
    withoutTender(
        (cluster, client) -> {
          SimulatedNode hung = hangOne(cluster);
          ReadPolicy short20 = ONCE.withTotalTimeout(20).withSocketTimeout(20);
          assertTrue(readTogether(client, short20) > 0, "no command met the node that hangs");
          Await.until(
              LIMIT, () -> "all is read " + client.status(), () -> readTogether(client, ONCE) == 0);
          assertFalse(client.status().answered().contains(hung.name()));
          hung.heal();
        });
  }

  /** Lets a node hang, which the others notice. */
  private static SimulatedNode hangOne(SimulatedCluster cluster) {
    SimulatedNode hung = cluster.nodes().get(1);
    hung.hang();
    cluster.isolateNode(hung.name());
    return hung;
  }

  /** Reads keys of all nodes, all of them under way at once; returns how many failed. */
  private static int readTogether(ShmClient client, ReadPolicy policy) {
    List<CompletableFuture<Record>> reads = new ArrayList<>();
    for (int i = 0; i < KEYS; i++) {
      reads.add(client.async().get(policy, key(i)));
    }
    int failed = 0;
    for (CompletableFuture<Record> read : reads) {
      try {
        read.join();
      } catch (CompletionException e) {
        failed++;
      }
    }
    return failed;
  }

  @Test
  void aNodeThatHangsIsAskedAboutByTheNextCommandThatHasTime() throws Exception {
    withoutTender(
        (cluster, client) -> {
          SimulatedNode hung = hangOne(cluster);
          ReadPolicy short20 = ONCE.withTotalTimeout(20).withSocketTimeout(20);
          for (int i = 0; i < KEYS && client.status().asks() == 0; i++) {
            try {
              client.get(short20, key(i));
            } catch (CommandException e) {
              // It had no time left to ask.
            }
          }
          assertEquals(1, client.status().asks());
          Await.until(LIMIT, () -> "all is read " + client.status(), () -> read(client) == 0);
          assertFalse(client.status().answered().contains(hung.name()));
          hung.heal();
        });
  }

  @Test
  void anotherClusterAtTheAddressOfANodeThatIsGoneHasNoSay() throws Exception {
    withoutTender(
        (cluster, client) -> {
          SimulatedNode gone = cluster.nodes().get(1);
          cluster.killNode(gone.name());
          NodeSpec place = NodeSpec.anywhere().named(gone.name()).on(gone.host(), gone.port());
          try (SimulatedCluster other =
              SimulatedCluster.builder().clusterName("beta").node(place).start()) {
            // That node answers, and has no such record: nothing tells the client before a failure.
            cluster.killNode(cluster.nodes().get(2).name());
            Await.until(LIMIT, "asked", () -> read1(client) && client.status().asks() > 0);
            assertTrue(
                client.status().silent().get(gone.name()).contains("'beta', not 'alpha'"),
                client.status()::toString);
            assertEquals(0, read(client));
            assertEquals(1, other.nodes().size());
          }
        });
  }

  private static boolean read1(ShmClient client) {
    try {
      for (int i = 0; i < KEYS; i++) {
        client.get(ONCE, key(i));
      }
      return true;
    } catch (CommandException e) {
      return client.status().asks() > 0;
    }
  }

  @Test
  void newNodesAreFoundWhereTheTenderWouldLook() throws Exception {
    // The standard address leads nowhere.
    NodeSpec spec = NodeSpec.anywhere().advertisedAs("192.0.2.1").withAlternates("127.0.0.1");
    try (SimulatedCluster cluster =
        SimulatedCluster.builder().node(spec).node(spec).node(spec).start()) {
      TenderConfig config = config(cluster, "").useServicesAlternate(true).build();
      publish(1, tend(cluster, config), true).close();
      try (ShmClient client = attach()) {
        fill(client);
        cluster.addNode(spec);
        awaitAnswersAfterAKill(cluster, client);
        awaitAllRead(client);
      }
    }
  }

  @Test
  void whereCommandsNeedTlsAndALoginSoDoQuestions(@TempDir Path certificates) throws Exception {
    SelfSigned server = SelfSigned.named(certificates, TLS_NAME);
    SelfSigned own = SelfSigned.named(certificates, "tender");
    Users users = new Users().internal("app", AdminCommand.hashPassword("secret"));
    try (SimulatedCluster cluster =
        SimulatedCluster.builder()
            .nodes(3)
            .users(users)
            .tls(new TlsSpec(server.trusting(own), TLS_NAME, true))
            .start()) {
      TlsPolicy tls = new TlsPolicy();
      tls.context = own.trusting(server);
      TenderConfig config =
          config(cluster, TLS_NAME)
              .tls(tls)
              .credentials(new Credentials("app", "secret", AuthMode.INTERNAL))
              .build();
      publish(1, tend(cluster, config), true).close();
      ClientOptions options =
          ClientOptions.defaults()
              .withTls(own.trusting(server))
              .withCredentials(io.shmtender.client.Credentials.internal("app", "secret"));
      try (ShmClient client = attach(options)) {
        fill(client);
        cluster.addNode();
        users.endSessions();
        awaitAnswersAfterAKill(cluster, client);
        awaitAllRead(client);
      }
    }
  }

  @Test
  void manyThreadsAskOnceASecondTogether() throws Exception {
    withoutTender(
        (cluster, client) -> {
          long begin = System.nanoTime();
          // Nobody takes its partitions over: the commands to it go on failing.
          cluster.killNodeUnnoticed(cluster.nodes().get(1).name());
          ReadPolicy master = ONCE.withReplica(Replica.MASTER);
          List<Thread> threads = new ArrayList<>();
          for (int i = 0; i < 16; i++) {
            Thread thread = new Thread(() -> read(client, master));
            threads.add(thread);
            thread.start();
          }
          for (Thread thread : threads) {
            thread.join();
          }
          Await.until(
              LIMIT, "asked again", () -> read(client, master) > 0 && client.status().asks() >= 3);
          long asks = client.status().asks();
          long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin);
          assertTrue(asks <= seconds + 1, asks + " times in " + seconds + " s");
          cluster.rebalance();
          Await.until(LIMIT, "read from the masters", () -> read(client, master) == 0);
        });
  }
}
