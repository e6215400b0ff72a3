package io.shmtender.client.policy;

import java.util.Objects;

/** How a batch is done. Names and defaults are those of the official client. Immutable. */
public final class BatchPolicy extends Policy {
  private static final BatchPolicy DEFAULTS = of(ReadPolicy.defaults());
  private static final BatchPolicy WRITE_DEFAULTS = DEFAULTS.withMaxRetries(0);

  private final ReadPolicy readPolicy;
  private final boolean allowInline;
  private final boolean allowInlineSSD;
  private final boolean respondAllKeys;

  private BatchPolicy(
      ReadPolicy readPolicy, boolean allowInline, boolean allowInlineSSD, boolean respondAllKeys) {
    super(new Knobs(Objects.requireNonNull(readPolicy, "readPolicy")));
    this.readPolicy = readPolicy;
    this.allowInline = allowInline;
    this.allowInlineSSD = allowInlineSSD;
    this.respondAllKeys = respondAllKeys;
  }

  /** Returns the official client's defaults for batches that only read. */
  public static BatchPolicy defaults() {
    return DEFAULTS;
  }

  /** Returns the official client's defaults for batches that write: nothing is tried again. */
  public static BatchPolicy writeDefaults() {
    return WRITE_DEFAULTS;
  }

  /** Returns a policy with the limits of one for single reads. */
  public static BatchPolicy of(ReadPolicy readPolicy) {
    return new BatchPolicy(readPolicy, true, false, true);
  }

  /**
   * Returns how its reads are done, and the limits of the whole batch: the timeouts hold for all
   * its nodes together, and {@link #maxRetries()} says how often what is left of it is tried again.
   * A batch never sends the user keys of reads.
   */
  public ReadPolicy readPolicy() {
    return readPolicy;
  }

  /**
   * Returns whether the server may execute it in the thread that received it, where the namespace
   * is in memory.
   */
  public boolean allowInline() {
    return allowInline;
  }

  /** Returns whether the server may do so where the namespace is on a device. */
  public boolean allowInlineSSD() {
    return allowInlineSSD;
  }

  /**
   * Returns whether every record is attempted; otherwise a node stops at the first that fails, but
   * for missing ones.
   */
  public boolean respondAllKeys() {
    return respondAllKeys;
  }

  /** Returns the same policy with the limits of one for single writes, for batches that write. */
  public BatchPolicy withLimits(WritePolicy writes) {
    return withReadPolicy(readPolicy.withLimitsOf(writes));
  }

  /** Returns the same policy with another {@link #readPolicy()}. */
  public BatchPolicy withReadPolicy(ReadPolicy readPolicy) {
    return new BatchPolicy(readPolicy, allowInline, allowInlineSSD, respondAllKeys);
  }

  /** Returns the same policy with another {@link ReadPolicy#readModeAP()}. */
  public BatchPolicy withReadModeAP(ReadModeAP readModeAP) {
    return withReadPolicy(readPolicy.withReadModeAP(readModeAP));
  }

  /** Returns the same policy with another {@link ReadPolicy#readModeSC()}. */
  public BatchPolicy withReadModeSC(ReadModeSC readModeSC) {
    return withReadPolicy(readPolicy.withReadModeSC(readModeSC));
  }

  /** Returns the same policy with another {@link #replica()}. */
  public BatchPolicy withReplica(Replica replica) {
    return withReadPolicy(readPolicy.withReplica(replica));
  }

  /** Returns the same policy with another {@link #connectTimeout()}. */
  public BatchPolicy withConnectTimeout(int connectTimeout) {
    return withReadPolicy(readPolicy.withConnectTimeout(connectTimeout));
  }

  /** Returns the same policy with another {@link #socketTimeout()}. */
  public BatchPolicy withSocketTimeout(int socketTimeout) {
    return withReadPolicy(readPolicy.withSocketTimeout(socketTimeout));
  }

  /** Returns the same policy with another {@link #totalTimeout()}. */
  public BatchPolicy withTotalTimeout(int totalTimeout) {
    return withReadPolicy(readPolicy.withTotalTimeout(totalTimeout));
  }

  /** Returns the same policy with another {@link #maxRetries()}. */
  public BatchPolicy withMaxRetries(int maxRetries) {
    return withReadPolicy(readPolicy.withMaxRetries(maxRetries));
  }

  /** Returns the same policy with another {@link #sleepBetweenRetries()}. */
  public BatchPolicy withSleepBetweenRetries(int sleepBetweenRetries) {
    return withReadPolicy(readPolicy.withSleepBetweenRetries(sleepBetweenRetries));
  }

  /** Returns the same policy with another {@link #allowInline()}. */
  public BatchPolicy withAllowInline(boolean allowInline) {
    return new BatchPolicy(readPolicy, allowInline, allowInlineSSD, respondAllKeys);
  }

  /** Returns the same policy with another {@link #allowInlineSSD()}. */
  public BatchPolicy withAllowInlineSSD(boolean allowInlineSSD) {
    return new BatchPolicy(readPolicy, allowInline, allowInlineSSD, respondAllKeys);
  }

  /** Returns the same policy with another {@link #respondAllKeys()}. */
  public BatchPolicy withRespondAllKeys(boolean respondAllKeys) {
    return new BatchPolicy(readPolicy, allowInline, allowInlineSSD, respondAllKeys);
  }

  @Override
  Object[] knobs() {
    // Those of all kinds are the read policy's.
    return new Object[] {
      "readPolicy",
      readPolicy,
      "allowInline",
      allowInline,
      "allowInlineSSD",
      allowInlineSSD,
      "respondAllKeys",
      respondAllKeys
    };
  }
}
