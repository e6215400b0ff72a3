package io.shmtender.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A key and certificate made for a test, by the JDK's keytool: a second or so. Immutable. */
public final class SelfSigned {
  private static final String PASSWORD = "changeit";

  private final KeyStore keys;
  private final Certificate certificate;

  private SelfSigned(KeyStore keys, Certificate certificate) {
    this.keys = keys;
    this.certificate = certificate;
  }

  /**
   * Makes a certificate.
   *
   * @param directory where there may be a file while it is made
   * @throws IllegalStateException if keytool cannot
   */
  public static SelfSigned named(Path directory, String commonName) {
    Path store = directory.resolve(commonName + ".p12");
    try {
      Process keytool =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                  "-genkeypair",
                  "-alias",
                  "own",
                  "-keyalg",
                  "EC",
                  "-dname",
                  "CN=" + commonName,
                  "-keystore",
                  store.toString(),
                  "-storepass",
                  PASSWORD)
              .redirectErrorStream(true)
              .start();
      String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (keytool.waitFor() != 0) {
        throw new IllegalStateException("keytool cannot make a certificate: " + output);
      }
      KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
      Files.delete(store);
      return new SelfSigned(keys, keys.getCertificate("own"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while keytool made a certificate", e);
    }
  }

  /** A context that shows this certificate and trusts that of the other side. */
  public SSLContext trusting(SelfSigned other) {
    return context(this, other);
  }

  /** A context that shows nothing and trusts the owner of this certificate. */
  public SSLContext trusted() {
    return context(null, this);
  }

  private static SSLContext context(SelfSigned own, SelfSigned trusted) {
    try {
      KeyStore trust = KeyStore.getInstance(KeyStore.getDefaultType());
      trust.load(null, null);
      trust.setCertificateEntry("other", trusted.certificate);
      TrustManagerFactory trusts =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trusts.init(trust);
      KeyManagerFactory shows =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      shows.init(own == null ? null : own.keys, PASSWORD.toCharArray());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(shows.getKeyManagers(), trusts.getTrustManagers(), null);
      return context;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
