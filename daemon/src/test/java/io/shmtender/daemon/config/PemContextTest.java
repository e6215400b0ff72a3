package io.shmtender.daemon.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PEM files of keys that were just made. */
@Tag("process")
final class PemContextTest {
  private static final String PASSWORD = "changeit";

  // Made once: keytool is a JVM of its own.
  @TempDir private static Path directory;
  private static Pem server;
  private static Pem client;

  private record Pem(Path certificate, Path key) {}

  @BeforeAll
  static void make() throws Exception {
    server = make("server", "RSA");
    client = make("client", "EC");
  }

  private static Pem make(String name, String algorithm) throws Exception {
    Path store = directory.resolve(name + ".p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                algorithm,
                "-dname",
                "CN=" + name,
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .start();
    String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, keytool.waitFor(), output);
    KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    return new Pem(
        write(name + ".pem", "CERTIFICATE", keys.getCertificate(name).getEncoded()),
        write(
            name + ".key", "PRIVATE KEY", keys.getKey(name, PASSWORD.toCharArray()).getEncoded()));
  }

  private static Path write(String file, String what, byte[] encoded) throws IOException {
    return Files.writeString(
        directory.resolve(file),
        "-----BEGIN "
            + what
            + "-----\n"
            + Base64.getMimeEncoder().encodeToString(encoded)
            + "\n-----END "
            + what
            + "-----\n");
  }

  @Test
  void bothSidesProveWhoTheyAre() throws Exception {
    assertEquals(
        "CN=client",
        handshake(context(server, client.certificate()), context(client, server.certificate())));
  }

  @Test
  void whoIsNotTrustedIsRefused() {
    assertThrows(
        IOException.class,
        () ->
            handshake(
                context(server, client.certificate()), context(client, client.certificate())));
  }

  private static SSLContext context(Pem own, Path trusted)
      throws IOException, GeneralSecurityException {
    PemContext pem = new PemContext();
    pem.trust(trusted);
    pem.present(own.certificate(), own.key());
    return pem.build();
  }

  // Returns whom the server saw.
  private static String handshake(SSLContext server, SSLContext client) throws IOException {
    try (SSLServerSocket listening =
        (SSLServerSocket)
            server
                .getServerSocketFactory()
                .createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      listening.setNeedClientAuth(true);
      CompletableFuture<String> seen = CompletableFuture.supplyAsync(() -> accept(listening));
      try (SSLSocket socket =
          (SSLSocket)
              client
                  .getSocketFactory()
                  .createSocket(listening.getInetAddress(), listening.getLocalPort())) {
        socket.startHandshake();
        return seen.join();
      }
    }
  }

  private static String accept(SSLServerSocket listening) {
    try (SSLSocket socket = (SSLSocket) listening.accept()) {
      socket.startHandshake();
      return socket.getSession().getPeerPrincipal().getName();
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }

  @Test
  void aKeyInTheOldFormatIsExplained() throws Exception {
    Path old =
        Files.writeString(
            directory.resolve("old.key"),
            Files.readString(server.key()).replace("PRIVATE KEY", "RSA PRIVATE KEY"));

    assertTrue(
        failure(() -> context(new Pem(server.certificate(), old), server.certificate()))
            .contains("openssl pkcs8 -topk8 -nocrypt"));
  }

  @Test
  void filesWithoutWhatTheyShouldHoldAreExplained() throws Exception {
    Path empty = Files.writeString(directory.resolve("empty"), "");

    assertTrue(
        failure(() -> context(new Pem(server.certificate(), empty), server.certificate()))
            .contains("no private key in PEM format"));
    assertTrue(failure(() -> context(server, empty)).contains("has no certificate"));
  }

  private static String failure(Callable<?> action) {
    return assertThrows(GeneralSecurityException.class, action::call).getMessage();
  }
}
