package io.shmtender.client.policy;

import java.util.Objects;

/**
 * How a read is done. Names and defaults are those of the official client. Immutable.
 *
 * @param readModeAP what reads of available namespaces involve
 * @param readModeSC what reads of strong-consistency namespaces guarantee
 * @param replica which node the command goes to; of a strong-consistency namespace, reads in {@link
 *     ReadModeSC#SESSION} go to the master whatever it says
 * @param connectTimeout milliseconds to wait for a new connection; 0 for the socket timeout, or
 *     2000 when that is 0 too
 * @param socketTimeout milliseconds to wait for the next bytes of an answer; 0 or more than the
 *     total timeout for the total timeout
 * @param totalTimeout milliseconds that the command may take with all its attempts; 0 for no limit
 * @param maxRetries how often the command is tried again after a failed attempt
 * @param sleepBetweenRetries milliseconds before the command is tried again, unless the attempt
 *     timed out
 * @param readTouchTtlPercent in which last part of its time to live a read renews a record, in
 *     percent: 0 for as the server is configured, -1 for never
 * @param sendKey whether to send the user key too, which the server compares with the stored one
 */
public record ReadPolicy(
    ReadModeAP readModeAP,
    ReadModeSC readModeSC,
    Replica replica,
    int connectTimeout,
    int socketTimeout,
    int totalTimeout,
    int maxRetries,
    int sleepBetweenRetries,
    int readTouchTtlPercent,
    boolean sendKey)
    implements Policy {
  private static final ReadPolicy DEFAULTS =
      new ReadPolicy(
          ReadModeAP.ONE, ReadModeSC.SESSION, Replica.SEQUENCE, 0, 30_000, 1_000, 2, 0, 0, false);

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public ReadPolicy {
    Objects.requireNonNull(readModeAP, "readModeAP");
    Objects.requireNonNull(readModeSC, "readModeSC");
    Objects.requireNonNull(replica, "replica");
    requireNonNegative("connectTimeout", connectTimeout);
    requireNonNegative("socketTimeout", socketTimeout);
    requireNonNegative("totalTimeout", totalTimeout);
    requireNonNegative("maxRetries", maxRetries);
    requireNonNegative("sleepBetweenRetries", sleepBetweenRetries);
    if (readTouchTtlPercent < -1 || readTouchTtlPercent > 100) {
      throw new IllegalArgumentException(
          "readTouchTtlPercent " + readTouchTtlPercent + " is not -1 to 100");
    }
  }

  /** Returns the official client's defaults. */
  public static ReadPolicy defaults() {
    return DEFAULTS;
  }

  /** Returns the same policy with another {@link #readModeAP()}. */
  public ReadPolicy withReadModeAP(ReadModeAP readModeAP) {
    return new ReadPolicy(
        readModeAP,
        readModeSC,
        replica,
        connectTimeout,
        socketTimeout,
        totalTimeout,
        maxRetries,
        sleepBetweenRetries,
        readTouchTtlPercent,
        sendKey);
  }

  /** Returns the same policy with another {@link #readModeSC()}. */
  public ReadPolicy withReadModeSC(ReadModeSC readModeSC) {
    return new ReadPolicy(
        readModeAP,
        readModeSC,
        replica,
        connectTimeout,
        socketTimeout,
        totalTimeout,
        maxRetries,
        sleepBetweenRetries,
        readTouchTtlPercent,
        sendKey);
  }

  /** Returns the same policy with another {@link #replica()}. */
  public ReadPolicy withReplica(Replica replica) {
    return new ReadPolicy(
        readModeAP,
        readModeSC,
        replica,
        connectTimeout,
        socketTimeout,
        totalTimeout,
        maxRetries,
        sleepBetweenRetries,
        readTouchTtlPercent,
        sendKey);
  }

  /** Returns the same policy with another {@link #connectTimeout()}. */
  public ReadPolicy withConnectTimeout(int connectTimeout) {
    return new ReadPolicy(
        readModeAP,
        readModeSC,
        replica,
        connectTimeout,
        socketTimeout,
        totalTimeout,
        maxRetries,
        sleepBetweenRetries,
        readTouchTtlPercent,
        sendKey);
  }

  /** Returns the same policy with another {@link #socketTimeout()}. */
  public ReadPolicy withSocketTimeout(int socketTimeout) {
    return new ReadPolicy(
        readModeAP,
        readModeSC,
        replica,
        connectTimeout,
        socketTimeout,
        totalTimeout,
        maxRetries,
        sleepBetweenRetries,
        readTouchTtlPercent,
        sendKey);
  }

  /** Returns the same policy with another {@link #totalTimeout()}. */
  public ReadPolicy withTotalTimeout(int totalTimeout) {
    return new ReadPolicy(
        readModeAP,
        readModeSC,
        replica,
        connectTimeout,
        socketTimeout,
        totalTimeout,
        maxRetries,
        sleepBetweenRetries,
        readTouchTtlPercent,
        sendKey);
  }

  /** Returns the same policy with another {@link #maxRetries()}. */
  public ReadPolicy withMaxRetries(int maxRetries) {
    return new ReadPolicy(
        readModeAP,
        readModeSC,
        replica,
        connectTimeout,
        socketTimeout,
        totalTimeout,
        maxRetries,
        sleepBetweenRetries,
        readTouchTtlPercent,
        sendKey);
  }

  /** Returns the same policy with another {@link #sleepBetweenRetries()}. */
  public ReadPolicy withSleepBetweenRetries(int sleepBetweenRetries) {
    return new ReadPolicy(
        readModeAP,
        readModeSC,
        replica,
        connectTimeout,
        socketTimeout,
        totalTimeout,
        maxRetries,
        sleepBetweenRetries,
        readTouchTtlPercent,
        sendKey);
  }

  /** Returns the same policy with another {@link #readTouchTtlPercent()}. */
  public ReadPolicy withReadTouchTtlPercent(int readTouchTtlPercent) {
    return new ReadPolicy(
        readModeAP,
        readModeSC,
        replica,
        connectTimeout,
        socketTimeout,
        totalTimeout,
        maxRetries,
        sleepBetweenRetries,
        readTouchTtlPercent,
        sendKey);
  }

  /** Returns the same policy with another {@link #sendKey()}. */
  public ReadPolicy withSendKey(boolean sendKey) {
    return new ReadPolicy(
        readModeAP,
        readModeSC,
        replica,
        connectTimeout,
        socketTimeout,
        totalTimeout,
        maxRetries,
        sleepBetweenRetries,
        readTouchTtlPercent,
        sendKey);
  }

  private static void requireNonNegative(String name, int value) {
    if (value < 0) {
      throw new IllegalArgumentException(name + " " + value + " is negative");
    }
  }
}
