package io.shmtender.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.aerospike.client.AerospikeClient;
import com.aerospike.client.AerospikeException;
import com.aerospike.client.Host;
import com.aerospike.client.admin.AdminCommand;
import com.aerospike.client.policy.ClientPolicy;
import com.aerospike.client.policy.TlsPolicy;
import io.shmtender.client.policy.ReadPolicy;
import io.shmtender.client.policy.WritePolicy;
import io.shmtender.reader.Key;
import io.shmtender.reader.Node;
import io.shmtender.reader.ResultCode;
import io.shmtender.simulator.ClusterBuilder;
import io.shmtender.simulator.SelfSigned;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.simulator.SimulatedNode;
import io.shmtender.simulator.spec.TlsSpec;
import io.shmtender.simulator.spec.Users;
import io.shmtender.testing.Await;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/** TLS and users, against simulated nodes that the official client can use too. */
@Tag("process")
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
final class ShmClientSecurityTest {
  private static final Key KEY = Key.of("test", "set", 1);
  // Not a name that the DNS allows, but the server does.
  private static final String TLS_NAME = "tls_name";
  private static final ReadPolicy ONCE = Patient.READ.withMaxRetries(0);
  private static final WritePolicy WRITE = Patient.WRITE;

  @TempDir private static Path directory;
  private static SelfSigned server;
  private static SelfSigned app;

  @BeforeAll
  static void makeCertificates() {
    server = SelfSigned.named(directory, TLS_NAME);
    app = SelfSigned.named(directory, "app");
  }

  @Test
  void recordsGoOverTlsOnKeptConnections() {
    ClientOptions options = Patient.OPTIONS.withTls(server.trusted());
    try (SimulatedCluster cluster = tls(false).start();
        ShmClient client = client(cluster, TLS_NAME, options)) {
      byte[] large = new byte[900_000];
      large[large.length - 1] = 7;
      for (int i = 0; i < 100; i++) {
        Key key = Key.of("test", "set", i);
        client.put(WRITE, key, new Bin("a", i), new Bin("b", i == 50 ? large : new byte[3]));
        assertEquals(i, client.get(ONCE, key).getLong("a"));
      }
      assertEquals(7, client.get(ONCE, Key.of("test", "set", 50)).getBytes("b")[899_999]);
      assertEquals(
          3, cluster.counters().values().stream().mapToLong(c -> c.connectionsAccepted()).sum());
    }
  }

  @Test
  void certificateOfAnotherNameIsRefused() {
    ClientOptions options = Patient.OPTIONS.withTls(server.trusted());
    try (SimulatedCluster cluster = tls(false).start();
        ShmClient client = client(cluster, "another", options)) {
      NodeUnreachableException refused =
          assertThrows(NodeUnreachableException.class, () -> client.put(WRITE, KEY, bin()));
      assertTrue(
          refused.getMessage().contains("is of CN=tls_name and not of 'another'"),
          refused.getMessage());
      assertFalse(refused.inDoubt());
    }
  }

  @Test
  void namesInCertificatesAreThoseThatTheOfficialClientAccepts() {
    SelfSigned many =
        SelfSigned.named(
            directory,
            "plain, CN=a comma\\, and more + OU=unit, CN=plus\\+sign, CN=\\#1, O=CN\\=no name");
    ClientOptions options = Patient.OPTIONS.withTls(many.trusted());
    try (SimulatedCluster cluster =
        SimulatedCluster.builder()
            .nodes(1)
            .tls(new TlsSpec(many.trusting(many), "plain", false))
            .start()) {
      for (String name : List.of("plain", "a comma, and more", "plus+sign", "#1")) {
        assertTrue(officialAccepts(cluster, many, name), name);
        try (ShmClient client = client(cluster, name, options)) {
          client.put(WRITE, KEY, bin());
        }
      }
      for (String name : List.of("a comma", "unit", "no name", "CN=plain", "plain,")) {
        assertFalse(officialAccepts(cluster, many, name), name);
        try (ShmClient client = client(cluster, name, options)) {
          assertThrows(NodeUnreachableException.class, () -> client.put(WRITE, KEY, bin()), name);
        }
      }
    }
  }

  private static boolean officialAccepts(
      SimulatedCluster cluster, SelfSigned certificate, String name) {
    SimulatedNode node = cluster.nodes().get(0);
    ClientPolicy policy = Patient.official();
    policy.tlsPolicy = new TlsPolicy();
    policy.tlsPolicy.context = certificate.trusted();
    Host host = new Host(node.host(), name, node.port());
    try (AerospikeClient official = new AerospikeClient(policy, host)) {
      return official.isConnected();
    } catch (AerospikeException e) {
      assertTrue(e.getMessage().contains("Invalid TLS name"), e::getMessage);
      return false;
    }
  }

  @Test
  void pinnedNameKeepsCredentialsFromServersThatTheSegmentLeadsTo() {
    Users users = alice();
    ClientOptions options =
        ClientOptions.defaults()
            .withTls(server.trusted())
            .withCredentials(Credentials.internal("alice", "secret"));
    // Servers with a certificate that the client trusts, as a segment may name them that a tender
    // of nobody's acquaintance wrote.
    try (SimulatedCluster cluster = tls(false).users(users).start()) {
      try (ShmClient client = client(cluster, TLS_NAME, options.withTlsName("database"))) {
        NodeUnreachableException refused =
            assertThrows(NodeUnreachableException.class, () -> client.put(WRITE, KEY, bin()));
        assertTrue(
            refused.getMessage().contains("is of CN=tls_name and not of 'database'"),
            refused.getMessage());
        assertFalse(refused.inDoubt());
      }
      assertEquals(0, users.sessionCount());
      // Which they would have got.
      try (ShmClient client = client(cluster, TLS_NAME, options)) {
        client.put(WRITE, KEY, bin());
      }
      assertTrue(users.sessionCount() > 0);
      for (String published : List.of("another", "")) {
        try (ShmClient client = client(cluster, published, options.withTlsName(TLS_NAME))) {
          assertEquals(1, client.get(ONCE, KEY).getLong("a"), published);
          assertEquals(1, client.get(ONCE, KEY).getLong("a"), published);
        }
      }
    }
    ClientOptions plain = ClientOptions.defaults();
    assertThrows(IllegalArgumentException.class, () -> plain.withTlsName("database"));
    assertThrows(
        IllegalArgumentException.class, () -> plain.withTls(server.trusted()).withTlsName(""));
  }

  @Test
  void certificateThatIsNotTrustedIsRefused() {
    ClientOptions options = Patient.OPTIONS.withTls(app.trusted());
    try (SimulatedCluster cluster = tls(false).start();
        ShmClient client = client(cluster, TLS_NAME, options)) {
      assertThrows(NodeUnreachableException.class, () -> client.get(ONCE, KEY));
    }
  }

  @Test
  void clientShowsItsCertificateWhereTheServerWantsOne() {
    try (SimulatedCluster cluster = tls(true).start()) {
      ClientOptions known = Patient.OPTIONS.withTls(app.trusting(server));
      try (ShmClient client = client(cluster, TLS_NAME, known)) {
        client.put(WRITE, KEY, bin());
      }
      ClientOptions unknown = Patient.OPTIONS.withTls(server.trusted());
      try (ShmClient client = client(cluster, TLS_NAME, unknown)) {
        assertThrows(NodeUnreachableException.class, () -> client.get(ONCE, KEY));
      }
    }
  }

  @Test
  void tlsOnOneSideOnlyIsExplained() {
    ClientOptions options = Patient.OPTIONS.withTls(server.trusted());
    try (SimulatedCluster cluster = SimulatedCluster.builder().start();
        ShmClient secured = client(cluster, "", options);
        ShmClient plain = client(cluster, TLS_NAME, Patient.OPTIONS)) {
      String tenderWithout =
          assertThrows(NodeUnreachableException.class, () -> secured.get(ONCE, KEY)).getMessage();
      assertTrue(tenderWithout.contains("the tender reaches the node without"), tenderWithout);
      String clientWithout =
          assertThrows(NodeUnreachableException.class, () -> plain.get(ONCE, KEY)).getMessage();
      assertTrue(clientWithout.contains("give the client a context too"), clientWithout);
    }
  }

  @Test
  void timeoutsHoldDuringTheHandshakeAndAfterIt() throws Exception {
    ClientOptions options = Patient.OPTIONS.withTls(server.trusted());
    ReadPolicy soon = ONCE.withTotalTimeout(200);
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Node node = FakeNode.node("SILENT", silent.getLocalPort());
      Node secured =
          new Node(node.name(), node.address(), node.port(), TLS_NAME, "8.1.0.0", 0, 0, true);
      try (ShmClient client =
          ShmClient.of(new SwitchedRouter(FakeNode.view(1, secured)), options)) {
        assertEnds(() -> client.get(soon, KEY));
      }
    }
    try (SimulatedCluster cluster = tls(false).start();
        ShmClient client = client(cluster, TLS_NAME, options)) {
      client.put(WRITE, KEY, bin());
      cluster.nodes().forEach(SimulatedNode::hang);
      assertEnds(() -> client.get(soon, KEY));
      byte[] large = new byte[32 * 1024 * 1024];
      assertEnds(() -> client.put(WRITE.withTotalTimeout(300), KEY, new Bin("a", large)));
      cluster.nodes().forEach(SimulatedNode::heal);
      client.put(WRITE, KEY, bin());
    }
  }

  @Test
  void internalUserLogsInOnceAndFurtherConnectionsUseTheSession() {
    Users users = alice();
    ClientOptions options =
        Patient.OPTIONS
            .withCredentials(Credentials.internal("alice", "secret"))
            .withMinConnectionsPerNode(3);
    try (SimulatedCluster cluster = SimulatedCluster.builder().nodes(1).users(users).start();
        ShmClient client = client(cluster, "", options)) {
      for (int i = 0; i < 10; i++) {
        client.put(WRITE, KEY, bin());
        assertEquals(1, client.get(ONCE, KEY).getLong("a"));
      }
      assertEquals(1, users.sessionCount());
      assertEquals(3, cluster.nodes().get(0).counters().connectionsAccepted());
    }
  }

  @Test
  void wrongPasswordIsAnExceptionOfItsOwnAndNotTriedAgain() {
    Credentials wrong = Credentials.internal("alice", "wrong");
    try (SimulatedCluster cluster = SimulatedCluster.builder().nodes(1).users(alice()).start();
        ShmClient client = client(cluster, "", Patient.OPTIONS.withCredentials(wrong))) {
      AuthenticationException refused =
          assertThrows(
              AuthenticationException.class, () -> client.put(WRITE.withMaxRetries(2), KEY, bin()));
      assertEquals(ResultCode.INVALID_CREDENTIAL, refused.resultCode());
      assertEquals(1, refused.attempts());
      assertFalse(refused.inDoubt());
      assertFalse(refused.getMessage().contains("wrong"), refused.getMessage());
      assertTrue(refused.getMessage().contains("internal user alice"), refused.getMessage());
    }
  }

  @Test
  void noCredentialsWhereTheServerWantsThemIsWhatTheServerSays() {
    try (SimulatedCluster cluster = SimulatedCluster.builder().nodes(1).users(alice()).start();
        ShmClient client = client(cluster, "", Patient.OPTIONS)) {
      ServerException refused = assertThrows(ServerException.class, () -> client.get(ONCE, KEY));
      assertEquals(ResultCode.NOT_AUTHENTICATED, refused.resultCode());
    }
  }

  @Test
  void credentialsDoNoHarmWhereTheServerWantsNone() {
    Credentials alice = Credentials.internal("alice", "secret");
    try (SimulatedCluster cluster = SimulatedCluster.builder().nodes(1).enterprise().start();
        ShmClient client = client(cluster, "", Patient.OPTIONS.withCredentials(alice))) {
      client.put(WRITE, KEY, bin());
    }
  }

  @Test
  void endOfASessionIsNotNoticedByTheApplication() {
    Users users = alice();
    Credentials alice = Credentials.internal("alice", "secret");
    try (SimulatedCluster cluster = SimulatedCluster.builder().nodes(1).users(users).start();
        ShmClient client = client(cluster, "", Patient.OPTIONS.withCredentials(alice))) {
      client.put(WRITE, KEY, bin());
      users.endSessions();
      client.put(WRITE, KEY, bin());
      assertEquals(1, users.sessionCount());
      users.endSessions();
      assertEquals(1, client.get(ONCE, KEY).getLong("a"));
      users.endSessions();
      Key[] keys = {KEY, Key.of("test", "set", 2)};
      assertEquals(1, client.get(keys)[0].getLong("a"));
      client.put(keys, bin());
      users.endSessions();
      assertTrue(client.operate(List.of(new BatchWrite(KEY, bin()))));
      // Only the token is refused, when another connection is opened.
      users.endSessions();
      cluster.nodes().get(0).closeConnections();
      Await.until("they are closed", () -> openConnections(cluster) == 0);
      assertEquals(1, client.get(ONCE, KEY).getLong("a"));
    }
  }

  @Test
  void manyConnectionsAtOnceTakeOneLogin() throws Exception {
    Users users = alice();
    Credentials alice = Credentials.internal("alice", "secret");
    try (SimulatedCluster cluster = SimulatedCluster.builder().nodes(1).users(users).start();
        ShmClient client = client(cluster, "", Patient.OPTIONS.withCredentials(alice))) {
      putFromManyThreads(client);
      assertEquals(1, users.sessionCount());
      // Over connections that are open, and over new ones whose token is refused.
      users.endSessions();
      putFromManyThreads(client);
      assertEquals(1, users.sessionCount());
      users.endSessions();
      cluster.nodes().get(0).closeConnections();
      Await.until("they are closed", () -> openConnections(cluster) == 0);
      putFromManyThreads(client);
      assertEquals(1, users.sessionCount());
    }
  }

  private static void putFromManyThreads(ShmClient client) throws Exception {
    int count = 32;
    ExecutorService threads = Executors.newFixedThreadPool(count);
    try {
      CyclicBarrier together = new CyclicBarrier(count);
      List<Future<?>> puts = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        Key key = Key.of("test", "set", i);
        puts.add(
            threads.submit(
                () -> {
                  together.await();
                  client.put(WRITE.withMaxRetries(5), key, bin());
                  return null;
                }));
      }
      for (Future<?> put : puts) {
        put.get(Patient.MILLIS, TimeUnit.MILLISECONDS);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void sessionIsRenewedBeforeItEnds() {
    Users users = alice().sessionTtl(Duration.ofSeconds(2));
    ClientOptions options =
        Patient.OPTIONS
            .withCredentials(Credentials.internal("alice", "secret"))
            .withMaxIdle(Duration.ofMillis(1));
    try (SimulatedCluster cluster = SimulatedCluster.builder().nodes(1).users(users).start();
        ShmClient client = client(cluster, "", options)) {
      Await.until(
          "another login",
          () -> {
            client.get(ONCE, KEY);
            return users.sessionCount() > 1;
          });
    }
  }

  @Test
  void externalAndCertifiedUsersLogInByTlsOnly() {
    assertThrows(
        IllegalArgumentException.class,
        () -> Patient.OPTIONS.withCredentials(Credentials.external("bob", "secret")));
    assertThrows(
        IllegalArgumentException.class, () -> Patient.OPTIONS.withCredentials(Credentials.pki()));
    Users users = new Users().external("bob", "secret").certified("app");
    ClientOptions options = Patient.OPTIONS.withTls(app.trusting(server));
    try (SimulatedCluster cluster = tls(true).users(users).start()) {
      for (Credentials who :
          List.of(
              Credentials.external("bob", "secret"),
              Credentials.externalInsecure("bob", "secret"),
              Credentials.pki())) {
        try (ShmClient client = client(cluster, TLS_NAME, options.withCredentials(who))) {
          client.put(WRITE, KEY, bin());
        }
      }
      ClientOptions nobody = options.withCredentials(Credentials.external("bob", "other"));
      try (ShmClient client = client(cluster, TLS_NAME, nobody)) {
        assertThrows(AuthenticationException.class, () -> client.put(WRITE, KEY, bin()));
      }
    }
  }

  @Test
  void nodeThatAnswersNonsenseToALoginIsADocumentedException() throws Exception {
    ClientOptions options =
        Patient.OPTIONS.withCredentials(Credentials.internal("alice", "secret"));
    try (FakeNode node = new FakeNode((number, out) -> out.write(FakeNode.ok()));
        ShmClient client = ShmClient.of(node, options)) {
      assertThrows(NodeUnreachableException.class, () -> client.get(ONCE, KEY));
      node.script((number, out) -> {});
      assertEnds(() -> client.get(ONCE.withTotalTimeout(200), KEY));
    }
  }

  // Nothing but the timeout ends it: what it waits for never comes.
  private static void assertEnds(Runnable command) {
    assertThrows(CommandException.class, command::run);
  }

  private static long openConnections(SimulatedCluster cluster) {
    return cluster.nodes().get(0).counters().connectionsOpen();
  }

  private static Users alice() {
    return new Users().internal("alice", AdminCommand.hashPassword("secret"));
  }

  private static ClusterBuilder tls(boolean demandsCertificate) {
    return SimulatedCluster.builder()
        .tls(new TlsSpec(server.trusting(app), TLS_NAME, demandsCertificate));
  }

  private static ShmClient client(SimulatedCluster cluster, String tlsName, ClientOptions options) {
    return ShmClient.of(
        new SwitchedRouter(SimulatedRouter.view(cluster.snapshot(), 1, tlsName)), options);
  }

  private static Bin bin() {
    return new Bin("a", 1);
  }
}
