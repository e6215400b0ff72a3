package io.shmtender.tend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.aerospike.client.policy.AuthMode;
import com.aerospike.client.policy.TlsPolicy;
import io.shmtender.simulator.SimulatedCluster;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LoginTest {
  private static final int AN_HOUR = 3600;

  /** The official client takes a minute off, so this session ends a second after the login. */
  private static final int A_SECOND = 61;

  private static final Credentials TENDER = new Credentials("tender", "secret", AuthMode.INTERNAL);

  private final SimulatedCluster cluster =
      SimulatedCluster.builder().clusterName("alpha").nodes(1).start();
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
    return Tending.quick(new Seed("127.0.0.1", gate.port()));
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
    try (LoginGate gate = gate(A_SECOND);
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
          () -> tending.last().failureSummary().contains("cannot log in: "));
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
  void tlsNameOfTheSeedIsCheckedAgainstTheCertificate(@TempDir Path directory) throws Exception {
    SSLContext tls = selfSigned(directory, "alpha.example");
    TlsPolicy policy = new TlsPolicy();
    policy.context = tls;
    try (LoginGate gate =
        new LoginGate(cluster.nodes().get(0), tls.getServerSocketFactory(), "tender", AN_HOUR)) {
      try (Tending tending =
          new Tending(
              Tending.quick(new Seed("127.0.0.1", gate.port(), "alpha.example"))
                  .connectTimeout(Duration.ofSeconds(5))
                  .tls(policy)
                  .credentials(TENDER)
                  .build())) {
        tendUntilFound(tending);
        assertEquals("alpha.example", tending.map().nodes().get(0).tlsName());
      }
      try (Tending tending =
          new Tending(
              Tending.quick(new Seed("127.0.0.1", gate.port(), "beta.example"))
                  .connectTimeout(Duration.ofSeconds(5))
                  .tls(policy)
                  .credentials(TENDER)
                  .build())) {
        tending.tendUntil(
            "the name is refused",
            () -> tending.last().failureSummary().contains("Invalid TLS name: beta.example"));
      }
    }
  }

  /** A context that is and trusts one certificate. */
  private static SSLContext selfSigned(Path directory, String name)
      throws IOException, InterruptedException, GeneralSecurityException {
    Path store = directory.resolve("store.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                "password")
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes(), UTF_8);
    assertTrue(keytool.waitFor(30, TimeUnit.SECONDS) && keytool.exitValue() == 0, said);
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, "password".toCharArray());
    }
    KeyManagerFactory keyManagers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keyManagers.init(keys, "password".toCharArray());
    TrustManagerFactory trustManagers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trustManagers.init(keys);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keyManagers.getKeyManagers(), trustManagers.getTrustManagers(), null);
    return context;
  }
}
