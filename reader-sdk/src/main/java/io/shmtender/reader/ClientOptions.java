package io.shmtender.reader;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLContext;

/**
 * How a {@link ShmClient} behaves. Immutable.
 *
 * @param readPolicy the policy of reads that are given none
 * @param writePolicy the policy of writes that are given none
 * @param maxConnectionsPerNode how many connections a node may have, 1 to 65535: at least one for
 *     each thread that runs commands at the same time
 * @param minConnectionsPerNode how many connections of a node are kept although nobody needs them,
 *     0 to the maximum. The first commands to a node open them, one each, instead of using the same
 *     one. They are not closed for being idle, which the server should not do either: its {@code
 *     proto-fd-idle-ms} should be 0
 * @param maxIdle how long a connection beyond the minimum may be unused before it is closed instead
 *     of used, more than zero: less than the server's {@code proto-fd-idle-ms}, which is a minute
 *     unless configured
 * @param maxErrorRate how many errors (no connection, no answer, a malformed one, an overloaded
 *     device) a node may have in a window before commands to it fail at once with {@link
 *     BackoffException} until the window is over; 0 for any number
 * @param errorRateWindow how long a window is, more than zero; it begins with its first error. The
 *     official client counts in tend intervals, of a second by default
 * @param rackIds the racks that are near for {@link Replica#PREFER_RACK}, the nearest first
 * @param tls how to connect by TLS to nodes that the tender reaches by TLS, with the client's own
 *     certificate if the server wants one; null for none. A node's certificate has to have the TLS
 *     name as common name or among its DNS names. Connecting includes the handshake and the login,
 *     so the connect timeout holds for them too
 * @param tlsName the TLS name of every node, whatever the segment says; null for each node's {@link
 *     Node#tlsName()}. With it, a segment cannot lead to servers that have another certificate,
 *     even one that is trusted, and credentials go to no other servers
 * @param credentials who the client is; null for nobody, where servers demand no login
 */
public record ClientOptions(
    ReadPolicy readPolicy,
    WritePolicy writePolicy,
    int maxConnectionsPerNode,
    int minConnectionsPerNode,
    Duration maxIdle,
    int maxErrorRate,
    Duration errorRateWindow,
    List<Integer> rackIds,
    SSLContext tls,
    String tlsName,
    Credentials credentials) {

  private static final int MAX_CONNECTIONS = 65_535;
  private static final ClientOptions DEFAULTS =
      new ClientOptions(
          ReadPolicy.defaults(),
          WritePolicy.defaults(),
          100,
          0,
          Duration.ofSeconds(55),
          100,
          Duration.ofSeconds(1),
          List.of(0),
          null,
          null,
          null);

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public ClientOptions {
    Objects.requireNonNull(readPolicy, "readPolicy");
    Objects.requireNonNull(writePolicy, "writePolicy");
    requireRange("maxConnectionsPerNode", maxConnectionsPerNode, 1, MAX_CONNECTIONS);
    requireRange("minConnectionsPerNode", minConnectionsPerNode, 0, maxConnectionsPerNode);
    requirePositive("maxIdle", maxIdle);
    requireRange("maxErrorRate", maxErrorRate, 0, Integer.MAX_VALUE - 1);
    requirePositive("errorRateWindow", errorRateWindow);
    rackIds = List.copyOf(rackIds);
    if (credentials != null && credentials.needsTls() && tls == null) {
      throw new IllegalArgumentException(
          credentials + " needs TLS: call withTls before withCredentials");
    }
    if (tlsName != null && (tls == null || tlsName.isEmpty())) {
      throw new IllegalArgumentException(
          "the TLS name '" + tlsName + "' needs TLS, and is not empty: call withTls before");
    }
  }

  private static void requireRange(String name, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(name + " " + value + " is not " + min + " to " + max);
    }
  }

  private static void requirePositive(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + " " + value + " is not more than zero");
    }
  }

  /** Returns the official client's policies and limits, with 55 seconds and rack 0. */
  public static ClientOptions defaults() {
    return DEFAULTS;
  }

  /** Returns the same options with another {@link #readPolicy()}. */
  public ClientOptions withReadPolicy(ReadPolicy readPolicy) {
    return new ClientOptions(
        readPolicy,
        writePolicy,
        maxConnectionsPerNode,
        minConnectionsPerNode,
        maxIdle,
        maxErrorRate,
        errorRateWindow,
        rackIds,
        tls,
        tlsName,
        credentials);
  }

  /** Returns the same options with another {@link #writePolicy()}. */
  public ClientOptions withWritePolicy(WritePolicy writePolicy) {
    return new ClientOptions(
        readPolicy,
        writePolicy,
        maxConnectionsPerNode,
        minConnectionsPerNode,
        maxIdle,
        maxErrorRate,
        errorRateWindow,
        rackIds,
        tls,
        tlsName,
        credentials);
  }

  /** Returns the same options with another {@link #maxConnectionsPerNode()}. */
  public ClientOptions withMaxConnectionsPerNode(int maxConnectionsPerNode) {
    return new ClientOptions(
        readPolicy,
        writePolicy,
        maxConnectionsPerNode,
        minConnectionsPerNode,
        maxIdle,
        maxErrorRate,
        errorRateWindow,
        rackIds,
        tls,
        tlsName,
        credentials);
  }

  /** Returns the same options with another {@link #minConnectionsPerNode()}. */
  public ClientOptions withMinConnectionsPerNode(int minConnectionsPerNode) {
    return new ClientOptions(
        readPolicy,
        writePolicy,
        maxConnectionsPerNode,
        minConnectionsPerNode,
        maxIdle,
        maxErrorRate,
        errorRateWindow,
        rackIds,
        tls,
        tlsName,
        credentials);
  }

  /** Returns the same options with another {@link #maxIdle()}. */
  public ClientOptions withMaxIdle(Duration maxIdle) {
    return new ClientOptions(
        readPolicy,
        writePolicy,
        maxConnectionsPerNode,
        minConnectionsPerNode,
        maxIdle,
        maxErrorRate,
        errorRateWindow,
        rackIds,
        tls,
        tlsName,
        credentials);
  }

  /** Returns the same options with another {@link #maxErrorRate()}. */
  public ClientOptions withMaxErrorRate(int maxErrorRate) {
    return new ClientOptions(
        readPolicy,
        writePolicy,
        maxConnectionsPerNode,
        minConnectionsPerNode,
        maxIdle,
        maxErrorRate,
        errorRateWindow,
        rackIds,
        tls,
        tlsName,
        credentials);
  }

  /** Returns the same options with another {@link #errorRateWindow()}. */
  public ClientOptions withErrorRateWindow(Duration errorRateWindow) {
    return new ClientOptions(
        readPolicy,
        writePolicy,
        maxConnectionsPerNode,
        minConnectionsPerNode,
        maxIdle,
        maxErrorRate,
        errorRateWindow,
        rackIds,
        tls,
        tlsName,
        credentials);
  }

  /** Returns the same options with another {@link #rackIds()}. */
  public ClientOptions withRackIds(List<Integer> rackIds) {
    return new ClientOptions(
        readPolicy,
        writePolicy,
        maxConnectionsPerNode,
        minConnectionsPerNode,
        maxIdle,
        maxErrorRate,
        errorRateWindow,
        rackIds,
        tls,
        tlsName,
        credentials);
  }

  /** Returns the same options with another {@link #tls()}. */
  public ClientOptions withTls(SSLContext tls) {
    return new ClientOptions(
        readPolicy,
        writePolicy,
        maxConnectionsPerNode,
        minConnectionsPerNode,
        maxIdle,
        maxErrorRate,
        errorRateWindow,
        rackIds,
        tls,
        tlsName,
        credentials);
  }

  /** Returns the same options with another {@link #tlsName()}. */
  public ClientOptions withTlsName(String tlsName) {
    return new ClientOptions(
        readPolicy,
        writePolicy,
        maxConnectionsPerNode,
        minConnectionsPerNode,
        maxIdle,
        maxErrorRate,
        errorRateWindow,
        rackIds,
        tls,
        tlsName,
        credentials);
  }

  /** Returns the same options with another {@link #credentials()}. */
  public ClientOptions withCredentials(Credentials credentials) {
    return new ClientOptions(
        readPolicy,
        writePolicy,
        maxConnectionsPerNode,
        minConnectionsPerNode,
        maxIdle,
        maxErrorRate,
        errorRateWindow,
        rackIds,
        tls,
        tlsName,
        credentials);
  }
}
