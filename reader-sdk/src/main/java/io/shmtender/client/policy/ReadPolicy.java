package io.shmtender.client.policy;

import java.util.Objects;

/** How a read is done. Names and defaults are those of the official client. Immutable. */
public final class ReadPolicy extends Policy {
  private static final ReadPolicy DEFAULTS = byDefault();

  private final ReadModeAP readModeAP;
  private final ReadModeSC readModeSC;
  private final int readTouchTtlPercent;

  private ReadPolicy(Knobs knobs) {
    super(knobs);
    readModeAP = Objects.requireNonNull(knobs.readModeAP, "readModeAP");
    readModeSC = Objects.requireNonNull(knobs.readModeSC, "readModeSC");
    readTouchTtlPercent = requireTouchTtlPercent(knobs.readTouchTtlPercent);
  }

  private static ReadPolicy byDefault() {
    Knobs knobs = new Knobs();
    knobs.maxRetries = 2;
    return new ReadPolicy(knobs);
  }

  /** Returns the official client's defaults. */
  public static ReadPolicy defaults() {
    return DEFAULTS;
  }

  private Knobs changed() {
    Knobs knobs = new Knobs(this);
    knobs.readModeAP = readModeAP;
    knobs.readModeSC = readModeSC;
    knobs.readTouchTtlPercent = readTouchTtlPercent;
    return knobs;
  }

  /** Returns what reads of available namespaces involve. */
  public ReadModeAP readModeAP() {
    return readModeAP;
  }

  /** Returns what reads of strong-consistency namespaces guarantee. */
  public ReadModeSC readModeSC() {
    return readModeSC;
  }

  /**
   * Returns in which last part of its time to live a read renews a record, in percent: 0 for as the
   * server is configured, -1 for never.
   */
  public int readTouchTtlPercent() {
    return readTouchTtlPercent;
  }

  /** Returns the same policy with the replica, the timeouts and the retries of another. */
  public ReadPolicy withLimitsOf(Policy other) {
    Knobs knobs = changed();
    knobs.limits(other);
    return new ReadPolicy(knobs);
  }

  /** Returns the same policy with another {@link #readModeAP()}. */
  public ReadPolicy withReadModeAP(ReadModeAP readModeAP) {
    Knobs knobs = changed();
    knobs.readModeAP = readModeAP;
    return new ReadPolicy(knobs);
  }

  /** Returns the same policy with another {@link #readModeSC()}. */
  public ReadPolicy withReadModeSC(ReadModeSC readModeSC) {
    Knobs knobs = changed();
    knobs.readModeSC = readModeSC;
    return new ReadPolicy(knobs);
  }

  /** Returns the same policy with another {@link #replica()}. */
  public ReadPolicy withReplica(Replica replica) {
    Knobs knobs = changed();
    knobs.replica = replica;
    return new ReadPolicy(knobs);
  }

  /** Returns the same policy with another {@link #connectTimeout()}. */
  public ReadPolicy withConnectTimeout(int connectTimeout) {
    Knobs knobs = changed();
    knobs.connectTimeout = connectTimeout;
    return new ReadPolicy(knobs);
  }

  /** Returns the same policy with another {@link #socketTimeout()}. */
  public ReadPolicy withSocketTimeout(int socketTimeout) {
    Knobs knobs = changed();
    knobs.socketTimeout = socketTimeout;
    return new ReadPolicy(knobs);
  }

  /** Returns the same policy with another {@link #totalTimeout()}. */
  public ReadPolicy withTotalTimeout(int totalTimeout) {
    Knobs knobs = changed();
    knobs.totalTimeout = totalTimeout;
    return new ReadPolicy(knobs);
  }

  /** Returns the same policy with another {@link #maxRetries()}. */
  public ReadPolicy withMaxRetries(int maxRetries) {
    Knobs knobs = changed();
    knobs.maxRetries = maxRetries;
    return new ReadPolicy(knobs);
  }

  /** Returns the same policy with another {@link #sleepBetweenRetries()}. */
  public ReadPolicy withSleepBetweenRetries(int sleepBetweenRetries) {
    Knobs knobs = changed();
    knobs.sleepBetweenRetries = sleepBetweenRetries;
    return new ReadPolicy(knobs);
  }

  /** Returns the same policy with another {@link #readTouchTtlPercent()}. */
  public ReadPolicy withReadTouchTtlPercent(int readTouchTtlPercent) {
    Knobs knobs = changed();
    knobs.readTouchTtlPercent = readTouchTtlPercent;
    return new ReadPolicy(knobs);
  }

  /** Returns the same policy with another {@link #sendKey()}. */
  public ReadPolicy withSendKey(boolean sendKey) {
    Knobs knobs = changed();
    knobs.sendKey = sendKey;
    return new ReadPolicy(knobs);
  }

  @Override
  Object[] knobs() {
    return followedByShared(
        "readModeAP",
        readModeAP,
        "readModeSC",
        readModeSC,
        "readTouchTtlPercent",
        readTouchTtlPercent);
  }
}
