package io.shmtender.daemon.config;

import com.aerospike.client.policy.AuthMode;
import com.aerospike.client.policy.TlsPolicy;
import io.shmtender.daemon.tend.Credentials;
import io.shmtender.daemon.tend.Seed;
import io.shmtender.daemon.tend.TenderConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** The settings of authentication and encryption. */
final class SecuritySettings {
  private static final int PASSWORD_LIMIT = 1 << 16;

  private final Lookup lookup;
  private final ValueType<ConfiguredFile> file;

  SecuritySettings(Lookup lookup, CredentialFiles files) {
    this.lookup = lookup;
    this.file = ValueTypes.file(files);
  }

  /** Reads the settings and hands them on; mistakes are noted. */
  void addTo(TenderConfig.Builder tender, List<Seed> seeds) {
    Optional<String> user = lookup.optional("user", ValueTypes.TEXT);
    Optional<ConfiguredFile> passwordFile = lookup.optional("password-file", file);
    AuthMode mode = lookup.value("auth-mode", ValueTypes.AUTH_MODE, AuthMode.INTERNAL);
    Optional<Lookup> section = lookup.section("tls");
    boolean encrypted = section.isPresent() || !lookup.sound("tls");
    section.map(this::tls).ifPresent(tender::tls);
    if (!encrypted) {
      checkWithoutTls(mode, seeds);
    }
    credentials(user, passwordFile, mode).ifPresent(tender::credentials);
  }

  private void checkWithoutTls(AuthMode mode, List<Seed> seeds) {
    if (mode == AuthMode.EXTERNAL || mode == AuthMode.PKI) {
      lookup.reject("auth-mode", ValueTypes.AUTH_MODE.show(mode) + " needs the section tls");
    }
    for (Seed seed : seeds) {
      if (!seed.tlsName().isEmpty()) {
        lookup.reject(
            "seeds",
            seed + " has the TLS name '" + seed.tlsName() + "', but there is no section tls");
      }
    }
  }

  private Optional<Credentials> credentials(
      Optional<String> user, Optional<ConfiguredFile> passwordFile, AuthMode mode) {
    if (mode == AuthMode.PKI) {
      return Optional.of(new Credentials("", "", mode));
    }
    if (user.isPresent() && passwordFile.isPresent()) {
      // What only the service can know is its to check.
      return passwordFile
          .get()
          .path()
          .flatMap(this::password)
          .map(password -> new Credentials(user.get(), password, mode));
    }
    if (user.isPresent() && lookup.sound("password-file")) {
      lookup.reject("user", "set password-file too: the file that the password is in");
    } else if (passwordFile.isPresent() && lookup.sound("user")) {
      lookup.reject("password-file", "set user too: who to log in as");
    }
    return Optional.empty();
  }

  private Optional<String> password(Path file) {
    try {
      // Editors end the line; that is not part of the password.
      byte[] bytes = SmallFile.read(file, PASSWORD_LIMIT);
      String password =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes))
              .toString()
              .replaceFirst("\\R\\z", "");
      if (!password.isEmpty()) {
        return Optional.of(password);
      }
      lookup.reject("password-file", file + " is empty");
    } catch (CharacterCodingException e) {
      lookup.reject("password-file", file + " is not text in UTF-8");
    } catch (IOException e) {
      lookup.reject("password-file", file + " cannot be read: " + e.getMessage());
    }
    return Optional.empty();
  }

  private TlsPolicy tls(Lookup tls) {
    Optional<ConfiguredFile> authorities = tls.optional("cafile", file);
    Optional<ConfiguredFile> certificate = tls.optional("certfile", file);
    Optional<ConfiguredFile> key = tls.optional("keyfile", file);
    List<String> protocols = tls.list("protocols", ValueTypes.TLS_PROTOCOL);
    List<String> ciphers = tls.list("cipher-suite", ValueTypes.TLS_CIPHER);
    tls.reportUnknown();
    if (certificate.isPresent() != key.isPresent()
        && tls.sound("certfile")
        && tls.sound("keyfile")) {
      tls.reject(
          certificate.isPresent() ? "certfile" : "keyfile", "certfile and keyfile go together");
    }
    TlsPolicy policy = new TlsPolicy();
    // Null leaves the choice to the JVM.
    policy.protocols = protocols.isEmpty() ? null : protocols.toArray(new String[0]);
    policy.ciphers = ciphers.isEmpty() ? null : ciphers.toArray(new String[0]);
    policy.context =
        context(
                tls,
                authorities.flatMap(ConfiguredFile::path),
                certificate.flatMap(ConfiguredFile::path),
                key.flatMap(ConfiguredFile::path))
            .orElse(null);
    return policy;
  }

  private static Optional<SSLContext> context(
      Lookup tls, Optional<Path> authorities, Optional<Path> certificate, Optional<Path> key) {
    PemContext pem = new PemContext();
    if (authorities.isPresent()) {
      try {
        pem.trust(authorities.get());
      } catch (IOException | GeneralSecurityException e) {
        tls.reject("cafile", authorities.get() + ": " + e.getMessage());
      }
    }
    if (certificate.isPresent() && key.isPresent()) {
      try {
        pem.present(certificate.get(), key.get());
      } catch (IOException | GeneralSecurityException e) {
        tls.reject("keyfile", key.get() + ": " + e.getMessage());
      }
    }
    try {
      return Optional.of(pem.build());
    } catch (GeneralSecurityException e) {
      tls.reject("cafile", "this JVM cannot use these files: " + e.getMessage());
      return Optional.empty();
    }
  }
}
