package io.shmtender.simulator.spec;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * How a namespace is set up.
 *
 * @param name 1 to 31 bytes of UTF-8 without any of {@code : ; , =}
 * @param replicationFactor how many copies of each partition there are, 1 to 256; fewer when there
 *     are fewer nodes
 * @param strongConsistency whether the namespace reports regimes and serves reads from masters only
 * @param defaultTtl how long records live whose client asked for the default, zero for ever
 */
public record NamespaceSpec(
    String name, int replicationFactor, boolean strongConsistency, Duration defaultTtl) {

  private static final Pattern NAME = Pattern.compile("[^:;,=\\s/]+");
  private static final int LONGEST_NAME = 31;
  private static final int MAX_REPLICATION_FACTOR = 256;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException when one is out of range
   */
  public NamespaceSpec {
    if (!NAME.matcher(name).matches() || name.getBytes(UTF_8).length > LONGEST_NAME) {
      throw new IllegalArgumentException(
          "namespace name '" + name + "' is not 1 to 31 bytes without : ; , = / and spaces");
    }
    if (replicationFactor < 1 || replicationFactor > MAX_REPLICATION_FACTOR) {
      throw new IllegalArgumentException(
          "replication factor " + replicationFactor + " is not between 1 and 256");
    }
    if (defaultTtl.isNegative()) {
      throw new IllegalArgumentException("default TTL " + defaultTtl + " is negative");
    }
  }

  /** An available namespace whose records never expire. */
  public static NamespaceSpec available(String name, int replicationFactor) {
    return new NamespaceSpec(name, replicationFactor, false, Duration.ZERO);
  }

  /** A strong-consistency namespace whose records never expire. */
  public static NamespaceSpec stronglyConsistent(String name, int replicationFactor) {
    return new NamespaceSpec(name, replicationFactor, true, Duration.ZERO);
  }

  /**
   * Reads {@code name[:replication-factor[:sc]]}; the replication factor is 2 unless given.
   *
   * @throws IllegalArgumentException when the text has another form
   */
  public static NamespaceSpec parse(String text) {
    String[] parts = text.split(":", -1);
    if (parts.length > 3 || (parts.length == 3 && !parts[2].equals("sc"))) {
      throw new IllegalArgumentException(
          "namespace '" + text + "' is not name[:replication-factor[:sc]]");
    }
    int factor = 2;
    if (parts.length > 1) {
      try {
        factor = Integer.parseInt(parts[1]);
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            "replication factor '" + parts[1] + "' of namespace '" + text + "' is no number", e);
      }
    }
    return new NamespaceSpec(parts[0], factor, parts.length == 3, Duration.ZERO);
  }

  /** The same namespace with another replication factor. */
  public NamespaceSpec withReplicationFactor(int factor) {
    return new NamespaceSpec(name, factor, strongConsistency, defaultTtl);
  }

  /** The same namespace with another default time to live. */
  public NamespaceSpec withDefaultTtl(Duration ttl) {
    return new NamespaceSpec(name, replicationFactor, strongConsistency, ttl);
  }
}
