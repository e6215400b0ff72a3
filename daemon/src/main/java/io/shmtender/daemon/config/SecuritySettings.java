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
    Optional<String> user = lookup.optional(Setting.USER);
    Optional<ConfiguredFile> passwordFile = lookup.optional(Setting.PASSWORD_FILE, file);
    AuthMode mode = lookup.value(Setting.AUTH_MODE);
    Optional<Lookup> section = lookup.section(Setting.TLS);
    boolean encrypted = section.isPresent() || !lookup.sound(Setting.TLS);
    section.map(this::tls).ifPresent(tender::tls);
    if (!encrypted) {
      checkWithoutTls(mode, seeds);
    }
    credentials(user, passwordFile, mode).ifPresent(tender::credentials);
  }

  private void checkWithoutTls(AuthMode mode, List<Seed> seeds) {
    if (mode == AuthMode.EXTERNAL || mode == AuthMode.PKI) {
      lookup.reject(Setting.AUTH_MODE, ValueTypes.AUTH_MODE.show(mode) + " needs the section tls");
    }
    for (Seed seed : seeds) {
      if (!seed.tlsName().isEmpty()) {
        lookup.reject(
            Setting.SEEDS,
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
    if (user.isPresent() && lookup.sound(Setting.PASSWORD_FILE)) {
      lookup.reject(Setting.USER, "set password-file too: the file that the password is in");
    } else if (passwordFile.isPresent() && lookup.sound(Setting.USER)) {
      lookup.reject(Setting.PASSWORD_FILE, "set user too: who to log in as");
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
      lookup.reject(Setting.PASSWORD_FILE, file + " is empty");
    } catch (CharacterCodingException e) {
      lookup.reject(Setting.PASSWORD_FILE, file + " is not text in UTF-8");
    } catch (IOException e) {
      lookup.reject(Setting.PASSWORD_FILE, file + " cannot be read: " + e.getMessage());
    }
    return Optional.empty();
  }

  private TlsPolicy tls(Lookup tls) {
    Optional<ConfiguredFile> authorities = tls.optional(Setting.TLS_CAFILE, file);
    Optional<ConfiguredFile> certificate = tls.optional(Setting.TLS_CERTFILE, file);
    Optional<ConfiguredFile> key = tls.optional(Setting.TLS_KEYFILE, file);
    List<String> protocols = tls.list(Setting.TLS_PROTOCOLS);
    List<String> ciphers = tls.list(Setting.TLS_CIPHER_SUITE);
    tls.reportUnknown();
    if (certificate.isPresent() != key.isPresent()
        && tls.sound(Setting.TLS_CERTFILE)
        && tls.sound(Setting.TLS_KEYFILE)) {
      tls.reject(
          certificate.isPresent() ? Setting.TLS_CERTFILE : Setting.TLS_KEYFILE,
          "certfile and keyfile go together");
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
        tls.reject(Setting.TLS_CAFILE, authorities.get() + ": " + e.getMessage());
      }
    }
    if (certificate.isPresent() && key.isPresent()) {
      try {
        pem.present(certificate.get(), key.get());
      } catch (IOException | GeneralSecurityException e) {
        tls.reject(Setting.TLS_KEYFILE, key.get() + ": " + e.getMessage());
      }
    }
    try {
      return Optional.of(pem.build());
    } catch (GeneralSecurityException e) {
      tls.reject(Setting.TLS_CAFILE, "this JVM cannot use these files: " + e.getMessage());
      return Optional.empty();
    }
  }
}
