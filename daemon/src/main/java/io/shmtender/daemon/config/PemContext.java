package io.shmtender.daemon.config;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * Makes a TLS context from PEM files, which is what Aerospike's other tools take. Without files it
 * is the JVM's own: its trusted authorities, no certificate of ours.
 */
final class PemContext {
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN ([A-Z ]*PRIVATE KEY)-----([^-]*)-----END", Pattern.DOTALL);

  // The authorities of the world are a quarter of a million bytes.
  private static final int SIZE_LIMIT = 1 << 24;

  // The key store lives in this process's memory only.
  private static final char[] NO_PASSWORD = new char[0];

  private TrustManager[] trusted;
  private KeyManager[] presented;

  /** Trusts the authorities of a file, and those only. */
  void trust(Path authorities) throws IOException, GeneralSecurityException {
    KeyStore store = emptyStore();
    int number = 0;
    for (Certificate certificate : certificates(authorities)) {
      store.setCertificateEntry("authority-" + number++, certificate);
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    trusted = factory.getTrustManagers();
  }

  /** Presents a certificate to the servers. */
  void present(Path certificate, Path key) throws IOException, GeneralSecurityException {
    KeyStore store = emptyStore();
    store.setKeyEntry(
        "own", privateKey(key), NO_PASSWORD, certificates(certificate).toArray(new Certificate[0]));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, NO_PASSWORD);
    presented = factory.getKeyManagers();
  }

  SSLContext build() throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(presented, trusted, null);
    return context;
  }

  private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static Collection<? extends Certificate> certificates(Path file)
      throws IOException, GeneralSecurityException {
    Collection<? extends Certificate> found =
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(SmallFile.read(file, SIZE_LIMIT)));
    if (found.isEmpty()) {
      throw new CertificateException(file + " has no certificate in PEM format");
    }
    return found;
  }

  private static PrivateKey privateKey(Path file) throws IOException, GeneralSecurityException {
    Matcher matcher =
        KEY.matcher(new String(SmallFile.read(file, SIZE_LIMIT), StandardCharsets.ISO_8859_1));
    if (!matcher.find()) {
      throw new InvalidKeySpecException("no private key in PEM format");
    }
    if (!matcher.group(1).equals("PRIVATE KEY")) {
      throw new InvalidKeySpecException(
          "the key is a '"
              + matcher.group(1)
              + "'; convert it to an unencrypted PKCS#8 one with "
              + "'openssl pkcs8 -topk8 -nocrypt'");
    }
    byte[] encoded;
    try {
      encoded = Base64.getMimeDecoder().decode(matcher.group(2));
    } catch (IllegalArgumentException e) {
      throw new InvalidKeySpecException("the key is damaged: " + e.getMessage(), e);
    }
    GeneralSecurityException failure =
        new InvalidKeySpecException("the key is no RSA, EC or EdDSA key");
    for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
      } catch (InvalidKeySpecException e) {
        // The encoding names the algorithm, but only its own factory can read the name.
        failure.addSuppressed(e);
      }
    }
    throw failure;
  }
}
