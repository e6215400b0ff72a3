package io.shmtender.daemon.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.aerospike.client.policy.AuthMode;
import io.shmtender.daemon.http.HttpAddress;
import io.shmtender.daemon.tend.Seed;
import io.shmtender.reader.layout.SegmentDirectory;
import io.shmtender.reader.layout.SegmentKey;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** The types of the settings, apart from durations. */
final class ValueTypes {
  private static final String OFF = "off";
  private static final int CLUSTER_NAME_LIMIT = 64;

  static final ValueType<Boolean> BOOLEAN =
      ValueType.of(ValueTypes::bool, value -> value.toString());
  static final ValueType<SegmentKey> KEY =
      ValueType.of(SegmentKey::parse, value -> value.toString());
  static final ValueType<Seed> SEED = ValueType.of(ValueTypes::seed, ValueTypes::showSeed);
  static final ValueType<AuthMode> AUTH_MODE =
      ValueType.of(ValueTypes::authMode, ValueTypes::showAuthMode, authModes());
  static final ValueType<Set<PosixFilePermission>> MODE =
      ValueType.of(ValueTypes::mode, ValueTypes::showMode, "0600, 0640 or 0644");
  static final ValueType<SegmentDirectory> DIRECTORY =
      ValueType.of(
          text -> new SegmentDirectory(absolutePath(text)), value -> value.path().toString());
  static final ValueType<String> GROUP = ValueType.of(ValueTypes::group, value -> value);
  static final ValueType<String> CLUSTER_NAME =
      ValueType.of(
          ValueTypes::clusterName,
          value -> value.isEmpty() ? "any" : value,
          "up to " + CLUSTER_NAME_LIMIT + " bytes");
  static final ValueType<String> TLS_PROTOCOL =
      ValueType.of(text -> known(text, "protocol", SSLParameters::getProtocols), value -> value);
  static final ValueType<String> TLS_CIPHER =
      ValueType.of(
          text -> known(text, "cipher suite", SSLParameters::getCipherSuites), value -> value);
  static final ValueType<Optional<HttpAddress>> HTTP_ADDRESS =
      ValueType.of(
          ValueTypes::httpAddress,
          value -> value.map(HttpAddress::toString).orElse(OFF),
          "host:port, or " + OFF);
  static final ValueType<String> HOST_NAME = ValueType.of(ValueTypes::hostName, value -> value);
  static final ValueType<LogLevel> LOG_LEVEL =
      ValueType.of(LogLevel::parse, LogLevel::name, LogLevel.all());
  static final ValueType<String> TEXT = ValueType.of(text -> text, value -> value);

  private static final Set<PosixFilePermission> READERS =
      EnumSet.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);
  private static final Set<PosixFilePermission> OWNER =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private ValueTypes() {}

  static ValueType<ConfiguredFile> file(CredentialFiles files) {
    return ValueType.of(files::find, ConfiguredFile::show);
  }

  static ValueType<Integer> integer(int min, int max) {
    return ValueType.of(
        text -> integer(text, min, max), value -> value.toString(), min + " to " + max);
  }

  private static int integer(String text, int min, int max) {
    long value;
    try {
      value = Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a number: write " + min + " to " + max, e);
    }
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          "'" + text + "' is out of range: write " + min + " to " + max);
    }
    return (int) value;
  }

  private static boolean bool(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("'" + text + "': write true or false");
    };
  }

  private static Seed seed(String text) {
    if (!text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is a port, not an address: write host:port, for example 127.0.0.1:"
              + text);
    }
    if (text.contains("/")) {
      throw new IllegalArgumentException(
          "'" + text + "' is not an address: write host:port, without a scheme or path");
    }
    if (text.chars().anyMatch(c -> c == ',' || c == ';' || Character.isWhitespace(c))) {
      throw new IllegalArgumentException(
          "'" + text + "' is more than one address: write one host:port for each seed");
    }
    return Seed.parse(text);
  }

  private static String showSeed(Seed seed) {
    return seed.tlsName().isEmpty() ? seed.toString() : seed + ":" + seed.tlsName();
  }

  private static AuthMode authMode(String text) {
    for (AuthMode mode : AuthMode.values()) {
      if (showAuthMode(mode).equals(text)) {
        return mode;
      }
    }
    throw new IllegalArgumentException("'" + text + "' is not one of " + authModes());
  }

  private static String authModes() {
    return Arrays.stream(AuthMode.values())
        .map(ValueTypes::showAuthMode)
        .collect(Collectors.joining(", "));
  }

  private static String showAuthMode(AuthMode mode) {
    return mode.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Set<PosixFilePermission> mode(String text) {
    if (!text.matches("0?[0-7]{3}")) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a file mode: write three octal digits, for example 0644");
    }
    int bits = Integer.parseInt(text, 8);
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    // Declared in the order of the bits, the owner's read permission first.
    PosixFilePermission[] all = PosixFilePermission.values();
    for (int i = 0; i < all.length; i++) {
      if ((bits >> (all.length - 1 - i) & 1) != 0) {
        permissions.add(all[i]);
      }
    }
    Set<PosixFilePermission> excess = EnumSet.copyOf(permissions);
    excess.removeAll(OWNER);
    excess.removeAll(READERS);
    if (!permissions.containsAll(OWNER) || !excess.isEmpty()) {
      throw new IllegalArgumentException(
          "mode '"
              + text
              + "' is not 0600 with read permission for group or others: the daemon writes the "
              + "segment and nobody else may; write 0600, 0640 or 0644");
    }
    return permissions;
  }

  private static String showMode(Set<PosixFilePermission> permissions) {
    int bits = 0;
    for (PosixFilePermission permission : PosixFilePermission.values()) {
      bits = bits << 1 | (permissions.contains(permission) ? 1 : 0);
    }
    return "0"
        + Integer.toOctalString(bits)
        + " ("
        + PosixFilePermissions.toString(permissions)
        + ")";
  }

  static Path absolutePath(String text) {
    Path path;
    try {
      path = Path.of(text);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("'" + text + "' is not a path: " + e.getReason(), e);
    }
    if (!path.isAbsolute()) {
      throw new IllegalArgumentException(
          "'" + text + "' is a relative path: write an absolute one, which starts with /");
    }
    return path.normalize();
  }

  private static String group(String text) {
    try {
      FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByGroupName(text);
      return text;
    } catch (IOException e) {
      throw new IllegalArgumentException("this host has no group '" + text + "'", e);
    }
  }

  private static Optional<HttpAddress> httpAddress(String text) {
    return text.isEmpty() || text.equals(OFF)
        ? Optional.empty()
        : Optional.of(HttpAddress.parse(text));
  }

  private static String hostName(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (!lower.matches("(\\*\\.)?[a-z0-9_-]+(\\.[a-z0-9_-]+)*")) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is not a name: write one without scheme and port, such as tender.example.org, or"
              + " *.example.org for all below it. Addresses need not be listed");
    }
    return lower;
  }

  private static String clusterName(String text) {
    boolean visible = text.chars().noneMatch(c -> c <= ' ' || Character.isISOControl(c));
    if (text.getBytes(UTF_8).length > CLUSTER_NAME_LIMIT || !visible) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is not a cluster name: write up to "
              + CLUSTER_NAME_LIMIT
              + " bytes without spaces");
    }
    return text;
  }

  private static String known(String text, String what, Function<SSLParameters, String[]> all) {
    List<String> supported;
    try {
      supported = List.of(all.apply(SSLContext.getDefault().getSupportedSSLParameters()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalArgumentException("this JVM has no TLS: " + e.getMessage(), e);
    }
    if (!supported.contains(text)) {
      throw new IllegalArgumentException(
          "this JVM knows no " + what + " '" + text + "': " + String.join(", ", supported));
    }
    return text;
  }
}
