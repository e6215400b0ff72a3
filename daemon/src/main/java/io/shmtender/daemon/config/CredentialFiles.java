package io.shmtender.daemon.config;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Finds files that a configuration names, some of them as credentials: {@code
 * ${CREDENTIALS_DIRECTORY}} stands for where systemd puts what {@code LoadCredential=} names, which
 * no configuration can know. Immutable.
 */
public final class CredentialFiles {
  private static final String VARIABLE = "${CREDENTIALS_DIRECTORY}";
  // What the package's units have: LoadCredential=tender:DIRECTORY.
  private static final String PREFIX = "tender_";
  private static final Path OF_SERVICE = Path.of("/etc/aerospike-shm-tender/credentials");

  private final Optional<String> directory;
  private final Optional<Path> source;

  private CredentialFiles(Optional<String> directory, Optional<Path> source) {
    this.directory = directory;
    this.source = source;
  }

  /** Returns the credentials of this process, if it is a service that has some. */
  public static CredentialFiles ofThisProcess() {
    return ofThisProcess(System.getenv());
  }

  private static CredentialFiles ofThisProcess(Map<String, String> environment) {
    return new CredentialFiles(
        Optional.ofNullable(environment.get("CREDENTIALS_DIRECTORY")), Optional.empty());
  }

  /**
   * Returns the credentials that the package's service would have, for somebody who wants to know
   * before it starts; those of this process if it has some.
   */
  public static CredentialFiles ofTheService() {
    return ofTheService(System.getenv(), OF_SERVICE);
  }

  static CredentialFiles ofTheService(Map<String, String> environment, Path source) {
    return new CredentialFiles(ofThisProcess(environment).directory, Optional.of(source));
  }

  /**
   * Finds a file.
   *
   * @throws IllegalArgumentException if there is none that can be read; the message says why
   */
  ConfiguredFile find(String text) {
    if (!text.startsWith(VARIABLE)) {
      return readable(text, ValueTypes.absolutePath(text));
    }
    String name = text.substring(VARIABLE.length());
    if (directory.isPresent()) {
      return readable(text, ValueTypes.absolutePath(directory.get() + name));
    }
    if (source.isEmpty()) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is known to a systemd service only, which has LoadCredential=; elsewhere write"
              + " the file's path");
    }
    return ofService(text, name, source.get());
  }

  // As far as it can be known: a drop-in may name other credentials, and most users may not look.
  private static ConfiguredFile ofService(String text, String name, Path source) {
    if (!name.startsWith("/" + PREFIX) || !Files.isReadable(source)) {
      return new ConfiguredFile(text, Optional.empty());
    }
    String file = name.substring(1 + PREFIX.length());
    Path path = source.resolve(file);
    if (!Files.exists(path) && !file.contains("_")) {
      throw new IllegalArgumentException(
          "there is no file " + path + ", which the service would have as " + text);
    }
    boolean known = Files.isRegularFile(path) && Files.isReadable(path);
    return new ConfiguredFile(text, known ? Optional.of(path) : Optional.empty());
  }

  private static ConfiguredFile readable(String text, Path path) {
    try {
      SmallFile.check(path);
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("there is no file " + path, e);
    } catch (FileSystemException e) {
      throw new IllegalArgumentException(
          path + (e.getReason() == null ? " may not be read by this user" : " " + e.getReason()),
          e);
    } catch (IOException e) {
      throw new IllegalArgumentException(path + " cannot be read: " + e.getMessage(), e);
    }
    if (!Files.isReadable(path)) {
      throw new IllegalArgumentException(path + " may not be read by this user");
    }
    return new ConfiguredFile(text, Optional.of(path));
  }
}
