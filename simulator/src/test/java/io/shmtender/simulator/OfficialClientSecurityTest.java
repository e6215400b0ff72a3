package io.shmtender.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.aerospike.client.AerospikeClient;
import com.aerospike.client.AerospikeException;
import com.aerospike.client.Bin;
import com.aerospike.client.Host;
import com.aerospike.client.Key;
import com.aerospike.client.admin.AdminCommand;
import com.aerospike.client.policy.AuthMode;
import com.aerospike.client.policy.ClientPolicy;
import com.aerospike.client.policy.TlsPolicy;
import io.shmtender.simulator.spec.TlsSpec;
import io.shmtender.simulator.spec.Users;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The official client uses simulated clusters with TLS and users. */
@Tag("process")
final class OfficialClientSecurityTest {
  private static final String TLS_NAME = "tls_name";
  private static final Key KEY = new Key("test", "set", 1);

  @TempDir private static Path directory;
  private static SelfSigned server;
  private static SelfSigned app;

  @BeforeAll
  static void makeCertificates() {
    server = SelfSigned.named(directory, TLS_NAME);
    app = SelfSigned.named(directory, "app");
  }

  @Test
  void tlsToAllNodesWithTheClientsCertificate() {
    try (SimulatedCluster cluster =
            SimulatedCluster.builder()
                .tls(new TlsSpec(server.trusting(app), TLS_NAME, true))
                .start();
        AerospikeClient client = connect(cluster, tls(app.trusting(server)))) {
      Clients.awaitSamePartitions(cluster, client, "test");
      for (int i = 0; i < 50; i++) {
        Key key = new Key("test", "set", i);
        client.put(null, key, new Bin("a", i));
        assertEquals(i, client.get(null, key).getInt("a"));
      }
      assertEquals(0, Clients.proxied(cluster));
    }
  }

  @Test
  void tlsWithoutTheClientsCertificateIsRefused() {
    try (SimulatedCluster cluster =
        SimulatedCluster.builder()
            .nodes(1)
            .tls(new TlsSpec(server.trusting(app), TLS_NAME, true))
            .start()) {
      assertThrows(AerospikeException.class, () -> connect(cluster, tls(server.trusted())));
    }
  }

  @Test
  void internalUserLogsInOncePerNodeAndAuthenticatesByTheSession() {
    Users users = new Users().internal("alice", AdminCommand.hashPassword("secret"));
    try (SimulatedCluster cluster = SimulatedCluster.builder().users(users).start()) {
      ClientPolicy policy = Clients.policy();
      policy.user = "alice";
      policy.password = "secret";
      policy.minConnsPerNode = 3;
      try (AerospikeClient client = Clients.connect(cluster, policy)) {
        Clients.awaitSamePartitions(cluster, client, "test");
        client.put(null, KEY, new Bin("a", 1));
        assertEquals(1, client.get(null, KEY).getInt("a"));
        assertTrue(users.sessionCount() >= 3, users.sessionCount() + " sessions");
      }
      policy.password = "wrong";
      int before = users.sessionCount();
      assertThrows(AerospikeException.class, () -> Clients.connect(cluster, policy));
      assertEquals(before, users.sessionCount());
      policy.user = null;
      assertThrows(AerospikeException.class, () -> Clients.connect(cluster, policy));
    }
  }

  @Test
  void externalAndCertifiedUsersLogIn() {
    Users users = new Users().external("bob", "secret").certified("app");
    try (SimulatedCluster cluster =
        SimulatedCluster.builder()
            .tls(new TlsSpec(server.trusting(app), TLS_NAME, true))
            .users(users)
            .start()) {
      ClientPolicy policy = tls(app.trusting(server));
      policy.authMode = AuthMode.EXTERNAL;
      policy.user = "bob";
      policy.password = "secret";
      try (AerospikeClient client = connect(cluster, policy)) {
        client.put(null, KEY, new Bin("a", 1));
      }
      ClientPolicy certified = tls(app.trusting(server));
      certified.authMode = AuthMode.PKI;
      try (AerospikeClient client = connect(cluster, certified)) {
        assertEquals(1, client.get(null, KEY).getInt("a"));
      }
    }
  }

  private static ClientPolicy tls(SSLContext context) {
    ClientPolicy policy = Clients.policy();
    policy.tlsPolicy = new TlsPolicy();
    policy.tlsPolicy.context = context;
    return policy;
  }

  private static AerospikeClient connect(SimulatedCluster cluster, ClientPolicy policy) {
    SimulatedNode seed = cluster.nodes().get(0);
    return new AerospikeClient(policy, new Host(seed.host(), TLS_NAME, seed.port()));
  }
}
