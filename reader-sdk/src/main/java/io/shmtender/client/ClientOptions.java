package io.shmtender.client;

import io.shmtender.client.policy.BatchDeletePolicy;
import io.shmtender.client.policy.BatchPolicy;
import io.shmtender.client.policy.BatchReadPolicy;
import io.shmtender.client.policy.BatchWritePolicy;
import io.shmtender.client.policy.ReadPolicy;
import io.shmtender.client.policy.Replica;
import io.shmtender.client.policy.WritePolicy;
import io.shmtender.reader.Node;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLContext;

/**
 * How a {@link ShmClient} behaves: {@link #defaults()}, and what is changed of them by the methods
 * that begin with "with". Immutable.
 */
public final class ClientOptions {
  private static final int MAX_CONNECTIONS = 65_535;
  private static final ClientOptions DEFAULTS = new ClientOptions(new Draft());

  private final ReadPolicy readPolicy;
  private final WritePolicy writePolicy;
  // The policies of batches are null unless set: a process that runs none does not load them.
  private final BatchPolicy batchPolicy;
  private final BatchPolicy batchParentPolicyWrite;
  private final BatchReadPolicy batchReadPolicy;
  private final BatchWritePolicy batchWritePolicy;
  private final BatchDeletePolicy batchDeletePolicy;
  private final int maxConnectionsPerNode;
  private final int minConnectionsPerNode;
  private final Duration maxIdle;
  private final int maxErrorRate;
  private final Duration errorRateWindow;
  private final List<Integer> rackIds;
  private final SSLContext tls;
  private final String tlsName;
  private final Credentials credentials;
  private final Combining combining;

  private ClientOptions(Draft draft) {
    readPolicy = Objects.requireNonNull(draft.readPolicy, "readPolicy");
    writePolicy = Objects.requireNonNull(draft.writePolicy, "writePolicy");
    batchPolicy = draft.batchPolicy;
    batchParentPolicyWrite = draft.batchParentPolicyWrite;
    batchReadPolicy = draft.batchReadPolicy;
    batchWritePolicy = draft.batchWritePolicy;
    batchDeletePolicy = draft.batchDeletePolicy;
    maxConnectionsPerNode =
        requireRange("maxConnectionsPerNode", draft.maxConnectionsPerNode, 1, MAX_CONNECTIONS);
    minConnectionsPerNode =
        requireRange(
            "minConnectionsPerNode", draft.minConnectionsPerNode, 0, maxConnectionsPerNode);
    maxIdle = requirePositive("maxIdle", draft.maxIdle);
    maxErrorRate = requireRange("maxErrorRate", draft.maxErrorRate, 0, Integer.MAX_VALUE - 1);
    errorRateWindow = requirePositive("errorRateWindow", draft.errorRateWindow);
    rackIds = List.copyOf(Objects.requireNonNull(draft.rackIds, "rackIds"));
    tls = draft.tls;
    tlsName = draft.tlsName;
    credentials = draft.credentials;
    combining = Objects.requireNonNull(draft.combining, "combining");
    if (credentials != null && credentials.needsTls() && tls == null) {
      throw new IllegalArgumentException(
          credentials + " needs TLS: call withTls before withCredentials");
    }
    if (tlsName != null && (tls == null || tlsName.isEmpty())) {
      throw new IllegalArgumentException(
          "the TLS name '" + tlsName + "' needs TLS, and is not empty: call withTls before");
    }
  }

  private static int requireRange(String name, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(name + " " + value + " is not " + min + " to " + max);
    }
    return value;
  }

  private static Duration requirePositive(String name, Duration value) {
    Objects.requireNonNull(value, name);
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + " " + value + " is not more than zero");
    }
    return value;
  }

  /**
   * Returns the official client's policies and limits; idle connections are closed after 55
   * seconds, and the client is in rack 0.
   */
  public static ClientOptions defaults() {
    return DEFAULTS;
  }

  /** Returns the policy of reads that are given none. */
  public ReadPolicy readPolicy() {
    return readPolicy;
  }

  /** Returns the same options with another {@link #readPolicy()}. */
  public ClientOptions withReadPolicy(ReadPolicy readPolicy) {
    Draft draft = new Draft(this);
    draft.readPolicy = readPolicy;
    return new ClientOptions(draft);
  }

  /** Returns the policy of writes that are given none. */
  public WritePolicy writePolicy() {
    return writePolicy;
  }

  /** Returns the same options with another {@link #writePolicy()}. */
  public ClientOptions withWritePolicy(WritePolicy writePolicy) {
    Draft draft = new Draft(this);
    draft.writePolicy = writePolicy;
    return new ClientOptions(draft);
  }

  /**
   * Returns the policy of batches that only read and are given none. Unless set, it is {@link
   * BatchPolicy#of} the {@link #readPolicy()}.
   */
  public BatchPolicy batchPolicy() {
    return batchPolicy != null ? batchPolicy : BatchPolicy.of(readPolicy);
  }

  /** Returns the same options with another {@link #batchPolicy()}. */
  public ClientOptions withBatchPolicy(BatchPolicy batchPolicy) {
    Draft draft = new Draft(this);
    draft.batchPolicy = batchPolicy;
    return new ClientOptions(draft);
  }

  /**
   * Returns the policy of batches that write and are given none. Unless set, it has the limits of
   * the {@link #writePolicy()} and reads as the {@link #batchPolicy()} does. The official client's
   * default has its timeouts for reads and no retry.
   */
  public BatchPolicy batchParentPolicyWrite() {
    return batchParentPolicyWrite != null
        ? batchParentPolicyWrite
        : batchPolicy().withLimits(writePolicy);
  }

  /** Returns the same options with another {@link #batchParentPolicyWrite()}. */
  public ClientOptions withBatchParentPolicyWrite(BatchPolicy batchParentPolicyWrite) {
    Draft draft = new Draft(this);
    draft.batchParentPolicyWrite = batchParentPolicyWrite;
    return new ClientOptions(draft);
  }

  /**
   * Returns the policy of a batch's records that are read and given none; null, as it is unless
   * set, for what the batch's policy says.
   */
  public BatchReadPolicy batchReadPolicy() {
    return batchReadPolicy;
  }

  /** Returns the same options with another {@link #batchReadPolicy()}. */
  public ClientOptions withBatchReadPolicy(BatchReadPolicy batchReadPolicy) {
    Draft draft = new Draft(this);
    draft.batchReadPolicy = batchReadPolicy;
    return new ClientOptions(draft);
  }

  /** Returns the policy of a batch's records that are written and given none. */
  public BatchWritePolicy batchWritePolicy() {
    return batchWritePolicy != null ? batchWritePolicy : BatchWritePolicy.defaults();
  }

  /** Returns the same options with another {@link #batchWritePolicy()}. */
  public ClientOptions withBatchWritePolicy(BatchWritePolicy batchWritePolicy) {
    Draft draft = new Draft(this);
    draft.batchWritePolicy = Objects.requireNonNull(batchWritePolicy, "batchWritePolicy");
    return new ClientOptions(draft);
  }

  /** Returns the policy of a batch's records that are deleted and given none. */
  public BatchDeletePolicy batchDeletePolicy() {
    return batchDeletePolicy != null ? batchDeletePolicy : BatchDeletePolicy.defaults();
  }

  /** Returns the same options with another {@link #batchDeletePolicy()}. */
  public ClientOptions withBatchDeletePolicy(BatchDeletePolicy batchDeletePolicy) {
    Draft draft = new Draft(this);
    draft.batchDeletePolicy = Objects.requireNonNull(batchDeletePolicy, "batchDeletePolicy");
    return new ClientOptions(draft);
  }

  /**
   * Returns how many connections a node may have, 1 to 65535: at least one for each thread that
   * runs commands at the same time.
   */
  public int maxConnectionsPerNode() {
    return maxConnectionsPerNode;
  }

  /**
   * Returns the same options with another {@link #maxConnectionsPerNode()}.
   *
   * @throws IllegalArgumentException if it is out of range
   */
  public ClientOptions withMaxConnectionsPerNode(int maxConnectionsPerNode) {
    Draft draft = new Draft(this);
    draft.maxConnectionsPerNode = maxConnectionsPerNode;
    return new ClientOptions(draft);
  }

  /**
   * Returns how many connections of a node are kept although nobody needs them, 0 to the maximum.
   * The first commands to a node open them, one each, instead of using the same one. They are not
   * closed for being idle, which the server should not do either: its {@code proto- fd-idle-ms}
   * should be 0.
   */
  public int minConnectionsPerNode() {
    return minConnectionsPerNode;
  }

  /**
   * Returns the same options with another {@link #minConnectionsPerNode()}.
   *
   * @throws IllegalArgumentException if it is out of range
   */
  public ClientOptions withMinConnectionsPerNode(int minConnectionsPerNode) {
    Draft draft = new Draft(this);
    draft.minConnectionsPerNode = minConnectionsPerNode;
    return new ClientOptions(draft);
  }

  /**
   * Returns how long a connection beyond the minimum may be unused before it is closed instead of
   * used, more than zero: less than the server's {@code proto-fd-idle-ms}, which is a minute unless
   * configured.
   */
  public Duration maxIdle() {
    return maxIdle;
  }

  /**
   * Returns the same options with another {@link #maxIdle()}.
   *
   * @throws IllegalArgumentException if it is out of range
   */
  public ClientOptions withMaxIdle(Duration maxIdle) {
    Draft draft = new Draft(this);
    draft.maxIdle = maxIdle;
    return new ClientOptions(draft);
  }

  /**
   * Returns how many errors (no connection, no answer, a malformed one, an overloaded device) a
   * node may have in a window before commands to it fail at once with {@link BackoffException}
   * until the window is over; 0 for any number.
   */
  public int maxErrorRate() {
    return maxErrorRate;
  }

  /**
   * Returns the same options with another {@link #maxErrorRate()}.
   *
   * @throws IllegalArgumentException if it is out of range
   */
  public ClientOptions withMaxErrorRate(int maxErrorRate) {
    Draft draft = new Draft(this);
    draft.maxErrorRate = maxErrorRate;
    return new ClientOptions(draft);
  }

  /**
   * Returns how long a window is, more than zero; it begins with its first error. The official
   * client counts in tend intervals, of a second by default.
   */
  public Duration errorRateWindow() {
    return errorRateWindow;
  }

  /**
   * Returns the same options with another {@link #errorRateWindow()}.
   *
   * @throws IllegalArgumentException if it is out of range
   */
  public ClientOptions withErrorRateWindow(Duration errorRateWindow) {
    Draft draft = new Draft(this);
    draft.errorRateWindow = errorRateWindow;
    return new ClientOptions(draft);
  }

  /** Returns the racks that are near for {@link Replica#PREFER_RACK}, the nearest first. */
  public List<Integer> rackIds() {
    return rackIds;
  }

  /** Returns the same options with another {@link #rackIds()}. */
  public ClientOptions withRackIds(List<Integer> rackIds) {
    Draft draft = new Draft(this);
    draft.rackIds = rackIds;
    return new ClientOptions(draft);
  }

  /**
   * Returns how to connect by TLS to nodes that the tender reaches by TLS, with the client's own
   * certificate if the server wants one; null for none. A node's certificate has to have the TLS
   * name as common name or among its DNS names. Connecting includes the handshake and the login, so
   * the connect timeout holds for them too.
   */
  public SSLContext tls() {
    return tls;
  }

  /** Returns the same options with another {@link #tls()}. */
  public ClientOptions withTls(SSLContext tls) {
    Draft draft = new Draft(this);
    draft.tls = tls;
    return new ClientOptions(draft);
  }

  /**
   * Returns the TLS name of every node, whatever the segment says; null for each node's {@link
   * Node#tlsName()}. With it, a segment cannot lead to servers that have another certificate, even
   * one that is trusted, and credentials go to no other servers.
   */
  public String tlsName() {
    return tlsName;
  }

  /**
   * Returns the same options with another {@link #tlsName()}.
   *
   * @throws IllegalArgumentException if it is empty, or there is no {@link #tls()}
   */
  public ClientOptions withTlsName(String tlsName) {
    Draft draft = new Draft(this);
    draft.tlsName = tlsName;
    return new ClientOptions(draft);
  }

  /** Returns who the client is; null for nobody, where servers demand no login. */
  public Credentials credentials() {
    return credentials;
  }

  /**
   * Returns the same options with another {@link #credentials()}.
   *
   * @throws IllegalArgumentException if they need {@link #tls()} and there is none
   */
  public ClientOptions withCredentials(Credentials credentials) {
    Draft draft = new Draft(this);
    draft.credentials = credentials;
    return new ClientOptions(draft);
  }

  /**
   * Returns how commands that are under way at the same time are sent together: those that wait for
   * a node's connections as one batch, each by its own policy.
   */
  public Combining combining() {
    return combining;
  }

  /** Returns the same options with another {@link #combining()}. */
  public ClientOptions withCombining(Combining combining) {
    Draft draft = new Draft(this);
    draft.combining = combining;
    return new ClientOptions(draft);
  }

  @Override
  public String toString() {
    return "ClientOptions["
        + "readPolicy="
        + readPolicy
        + ", writePolicy="
        + writePolicy
        + ", batchPolicy="
        + batchPolicy()
        + ", batchParentPolicyWrite="
        + batchParentPolicyWrite()
        + ", batchReadPolicy="
        + batchReadPolicy
        + ", batchWritePolicy="
        + batchWritePolicy()
        + ", batchDeletePolicy="
        + batchDeletePolicy()
        + ", maxConnectionsPerNode="
        + maxConnectionsPerNode
        + ", minConnectionsPerNode="
        + minConnectionsPerNode
        + ", maxIdle="
        + maxIdle
        + ", maxErrorRate="
        + maxErrorRate
        + ", errorRateWindow="
        + errorRateWindow
        + ", rackIds="
        + rackIds
        + ", tls="
        + tls
        + ", tlsName="
        + tlsName
        + ", credentials="
        + credentials
        + ", combining="
        + combining
        + "]";
  }

  /** Options while one of them is changed. */
  private static final class Draft {
    ReadPolicy readPolicy = ReadPolicy.defaults();
    WritePolicy writePolicy = WritePolicy.defaults();
    BatchPolicy batchPolicy;
    BatchPolicy batchParentPolicyWrite;
    BatchReadPolicy batchReadPolicy;
    BatchWritePolicy batchWritePolicy;
    BatchDeletePolicy batchDeletePolicy;
    int maxConnectionsPerNode = 100;
    int minConnectionsPerNode;
    Duration maxIdle = Duration.ofSeconds(55);
    int maxErrorRate = 100;
    Duration errorRateWindow = Duration.ofSeconds(1);
    List<Integer> rackIds = List.of(0);
    SSLContext tls;
    String tlsName;
    Credentials credentials;
    Combining combining = Combining.defaults();

    Draft() {}

    Draft(ClientOptions options) {
      readPolicy = options.readPolicy;
      writePolicy = options.writePolicy;
      batchPolicy = options.batchPolicy;
      batchParentPolicyWrite = options.batchParentPolicyWrite;
      batchReadPolicy = options.batchReadPolicy;
      batchWritePolicy = options.batchWritePolicy;
      batchDeletePolicy = options.batchDeletePolicy;
      maxConnectionsPerNode = options.maxConnectionsPerNode;
      minConnectionsPerNode = options.minConnectionsPerNode;
      maxIdle = options.maxIdle;
      maxErrorRate = options.maxErrorRate;
      errorRateWindow = options.errorRateWindow;
      rackIds = options.rackIds;
      tls = options.tls;
      tlsName = options.tlsName;
      credentials = options.credentials;
      combining = options.combining;
    }
  }
}
