package io.shmtender.daemon.tend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.aerospike.client.admin.AdminCommand;
import com.aerospike.client.policy.AuthMode;
import com.aerospike.client.policy.TlsPolicy;
import io.shmtender.client.Bin;
import io.shmtender.client.ClientOptions;
import io.shmtender.client.ShmClient;
import io.shmtender.client.policy.ReadPolicy;
import io.shmtender.client.policy.WritePolicy;
import io.shmtender.daemon.segment.SegmentPublisher;
import io.shmtender.daemon.segment.SegmentSettings;
import io.shmtender.reader.Key;
import io.shmtender.reader.ReaderOptions;
import io.shmtender.reader.layout.SegmentDirectory;
import io.shmtender.reader.layout.SegmentKey;
import io.shmtender.simulator.SelfSigned;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.simulator.spec.TlsSpec;
import io.shmtender.simulator.spec.Users;
import io.shmtender.testing.MemoryDirectory;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several nodes that speak TLS only, and let nobody in without a login. */
@Tag("process")
final class SecuredClusterTest {
  private static final String TLS_NAME = "alpha.example";

  @TempDir private Path directory;
  private final Watch watch = new Watch();
  private final Users users = new Users().internal("tender", AdminCommand.hashPassword("secret"));
  private SelfSigned server;
  private SelfSigned own;

  @BeforeEach
  void makeCertificates() {
    server = SelfSigned.named(directory, TLS_NAME);
    own = SelfSigned.named(directory, "tender");
  }

  private SimulatedCluster start() {
    return SimulatedCluster.builder()
        .nodes(3)
        .users(users)
        .tls(new TlsSpec(server.trusting(own), TLS_NAME, true))
        .start();
  }

  private TenderConfig.Builder byTls(SimulatedCluster cluster) {
    TlsPolicy policy = new TlsPolicy();
    policy.context = own.trusting(server);
    return Tending.patient(new Seed("127.0.0.1", cluster.nodes().get(0).port(), TLS_NAME))
        .tls(policy);
  }

  private Tending tending(SimulatedCluster cluster) {
    Credentials tender = new Credentials("tender", "secret", AuthMode.INTERNAL);
    return new Tending(byTls(cluster).credentials(tender).build(), watch);
  }

  private static void assertAllByTls(Tending tending) {
    assertEquals(
        Set.of(TLS_NAME),
        tending.map().nodes().stream().map(node -> node.tlsName()).collect(Collectors.toSet()));
  }

  @Test
  void peersAreTendedByTheirTlsNames() {
    try (SimulatedCluster cluster = start();
        Tending tending = tending(cluster)) {
      tending.tendUntilTrue(cluster);
      assertEquals(3, tending.map().nodes().size());
      assertAllByTls(tending);

      cluster.addNode();
      tending.tendUntilTrue(cluster);
      assertEquals(4, tending.map().nodes().size());
      assertAllByTls(tending);

      // The seed: what is known of the others has to do.
      cluster.removeNode(cluster.nodes().get(0).name());
      tending.tendUntilTrue(cluster);
      assertEquals(3, tending.map().nodes().size());
    }
  }

  @Test
  void tenderWithoutAUserIsToldToSetOne() {
    try (SimulatedCluster cluster = start();
        Tending tending = new Tending(byTls(cluster).build())) {
      tending.tendUntil(
          "what to do",
          () ->
              tending.last().failureSummary().contains("('ERROR:80:not authenticated'): set user"));
    }
  }

  @Test
  void endedSessionsAreRenewedWithoutLosingANode() {
    try (SimulatedCluster cluster = start();
        Tending tending = tending(cluster)) {
      tending.tendUntilTrue(cluster);
      users.endSessions();
      cluster.moveRandomPartitions("test", 100, 1);
      tending.tendUntilTrue(cluster);
      assertEquals(3, users.sessionCount());
      assertEquals(Map.of(), watch.failures);
    }
  }

  @Test
  void applicationsFindTheTlsNamesInTheSegment(
      @TempDir(factory = MemoryDirectory.class) Path memory) throws Exception {
    SegmentSettings settings =
        SegmentSettings.defaults(new SegmentDirectory(memory), SegmentKey.DEFAULT);
    users.internal("app", AdminCommand.hashPassword("password"));
    ClientOptions options =
        ClientOptions.defaults()
            // A handshake and a login may take a busy machine more than the default second.
            .withReadPolicy(ReadPolicy.defaults().withTotalTimeout(60_000))
            .withWritePolicy(WritePolicy.defaults().withTotalTimeout(60_000))
            .withTls(own.trusting(server))
            .withCredentials(io.shmtender.client.Credentials.internal("app", "password"));
    try (SimulatedCluster cluster = start();
        Tending tending = tending(cluster)) {
      tending.tendUntilTrue(cluster);
      SegmentPublisher publisher =
          SegmentPublisher.open(settings, 1, Optional.of(tending.map()), Set.of());
      publisher.heartbeat(0, true);
      try (ShmClient client =
          ShmClient.attach(ReaderOptions.defaults().withDirectory(memory), options)) {
        for (int i = 0; i < 30; i++) {
          client.put(Key.of("test", "set", i), new Bin("a", i));
          assertEquals(i, client.get(Key.of("test", "set", i)).getLong("a"));
        }
      } finally {
        publisher.abandon();
      }
      assertEquals(30, cluster.recordCount("test"));
    }
  }
}
