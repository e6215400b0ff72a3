package io.shmtender.daemon.tend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.aerospike.client.policy.AuthMode;
import com.aerospike.client.policy.TlsPolicy;
import io.shmtender.simulator.SelfSigned;
import io.shmtender.simulator.SimulatedCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LoginTest {
  private static final int AN_HOUR = 3600;

  /** A minute is taken off, or half of it if that is more: this ends a second after the login. */
  private static final int TWO_SECONDS = 2;

  private static final Credentials TENDER = new Credentials("tender", "secret", AuthMode.INTERNAL);

  private final SimulatedCluster cluster =
      SimulatedCluster.builder().enterprise().clusterName("alpha").nodes(1).start();
  private final Watch watch = new Watch();

  @AfterEach
  void closeCluster() {
    cluster.close();
  }

  private LoginGate gate(int ttlSeconds) throws IOException {
    return new LoginGate(
        cluster.nodes().get(0), ServerSocketFactory.getDefault(), "tender", ttlSeconds);
  }

  private static TenderConfig.Builder through(LoginGate gate) {
    return Tending.patient(new Seed("127.0.0.1", gate.port()));
  }

  private static void tendUntilFound(Tending tending) {
    tending.tendUntil("the node is found", () -> tending.last().reached());
  }

  @Test
  void serverWithSecurityIsTendedAfterALogin() throws IOException {
    try (LoginGate gate = gate(AN_HOUR);
        Tending tending = new Tending(through(gate).credentials(TENDER).build(), watch)) {
      tendUntilFound(tending);
      assertEquals(1, gate.logins.get());
      assertEquals(0, tending.map().namespaces().get(0).partitionsWithoutMaster());
    }
  }

  @Test
  void newConnectionIsAuthenticatedWithTheSession() throws IOException {
    try (LoginGate gate = gate(AN_HOUR);
        Tending tending = new Tending(through(gate).credentials(TENDER).build(), watch)) {
      tendUntilFound(tending);
      gate.dropConnections();
      tendUntilFound(tending);
      assertEquals(1, gate.logins.get());
      assertEquals(1, gate.authentications.get());
      assertEquals(Map.of(), watch.failures);
    }
  }

  @Test
  void sessionThatTheServerForgotIsRenewed() throws IOException {
    try (LoginGate gate = gate(AN_HOUR);
        Tending tending = new Tending(through(gate).credentials(TENDER).build(), watch)) {
      tendUntilFound(tending);
      gate.restart();
      tendUntilFound(tending);
      assertEquals(2, gate.logins.get());
      assertEquals(Map.of(), watch.failures);
    }
  }

  @Test
  void sessionIsRenewedBeforeItExpires() throws IOException {
    try (LoginGate gate = gate(TWO_SECONDS);
        Tending tending = new Tending(through(gate).credentials(TENDER).build(), watch)) {
      tendUntilFound(tending);
      tending.tendUntil("logged in anew", () -> gate.logins.get() > 1);
      assertEquals(Map.of(), watch.failures);
    }
  }

  @Test
  void wrongUserIsAFailureThatSaysSo() throws IOException {
    try (LoginGate gate = gate(AN_HOUR);
        Tending tending =
            new Tending(
                through(gate)
                    .credentials(new Credentials("nobody", "x", AuthMode.INTERNAL))
                    .build())) {
      tending.tendUntil(
          "the login is refused",
          () ->
              tending
                  .last()
                  .failureSummary()
                  .contains("cannot log in: the server says INVALID_PASSWORD (62)"));
      assertFalse(tending.last().reached());
    }
  }

  @Test
  void passwordIsNotPrinted() {
    assertFalse(TENDER.toString().contains("secret"));
  }

  @Test
  void externalAuthenticationNeedsTls() {
    TenderConfig.Builder builder =
        TenderConfig.of(List.of(new Seed("127.0.0.1", 3000)))
            .credentials(new Credentials("tender", "secret", AuthMode.EXTERNAL));
    assertThrows(IllegalArgumentException.class, builder::build);
  }

  @Test
  @Tag("process")
  void tlsNameOfTheSeedIsCheckedAgainstTheCertificate(@TempDir Path directory) throws Exception {
    SelfSigned certificate = SelfSigned.named(directory, "alpha.example");
    SSLContext tls = certificate.trusting(certificate);
    TlsPolicy policy = new TlsPolicy();
    policy.context = tls;
    try (LoginGate gate =
        new LoginGate(cluster.nodes().get(0), tls.getServerSocketFactory(), "tender", AN_HOUR)) {
      try (Tending tending =
          new Tending(
              Tending.patient(new Seed("127.0.0.1", gate.port(), "alpha.example"))
                  .tls(policy)
                  .credentials(TENDER)
                  .build())) {
        tendUntilFound(tending);
        assertEquals("alpha.example", tending.map().nodes().get(0).tlsName());
      }
      try (Tending tending =
          new Tending(
              Tending.patient(new Seed("127.0.0.1", gate.port(), "beta.example"))
                  .tls(policy)
                  .credentials(TENDER)
                  .build())) {
        tending.tendUntil(
            "the name is refused",
            () -> tending.last().failureSummary().contains("Invalid TLS name: beta.example"));
      }
    }
  }
}
