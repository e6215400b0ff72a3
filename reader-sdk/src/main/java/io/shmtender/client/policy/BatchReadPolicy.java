package io.shmtender.client.policy;

import java.util.Objects;

/**
 * How one record of a batch is read, in place of what the batch's policy says. Names and defaults
 * are those of the official client. Immutable.
 *
 * @param readModeAP what reads of available namespaces involve
 * @param readModeSC what reads of strong-consistency namespaces guarantee
 * @param readTouchTtlPercent in which last part of its time to live a read renews a record, in
 *     percent: 0 for as the server is configured, -1 for never
 */
public record BatchReadPolicy(
    ReadModeAP readModeAP, ReadModeSC readModeSC, int readTouchTtlPercent) {
  private static final BatchReadPolicy DEFAULTS =
      new BatchReadPolicy(ReadModeAP.ONE, ReadModeSC.SESSION, 0);

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public BatchReadPolicy {
    Objects.requireNonNull(readModeAP, "readModeAP");
    Objects.requireNonNull(readModeSC, "readModeSC");
    Policy.requireTouchTtlPercent(readTouchTtlPercent);
  }

  /** Returns the official client's defaults. */
  public static BatchReadPolicy defaults() {
    return DEFAULTS;
  }

  /** Returns the same policy with another {@link #readModeAP()}. */
  public BatchReadPolicy withReadModeAP(ReadModeAP readModeAP) {
    return new BatchReadPolicy(readModeAP, readModeSC, readTouchTtlPercent);
  }

  /** Returns the same policy with another {@link #readModeSC()}. */
  public BatchReadPolicy withReadModeSC(ReadModeSC readModeSC) {
    return new BatchReadPolicy(readModeAP, readModeSC, readTouchTtlPercent);
  }

  /** Returns the same policy with another {@link #readTouchTtlPercent()}. */
  public BatchReadPolicy withReadTouchTtlPercent(int readTouchTtlPercent) {
    return new BatchReadPolicy(readModeAP, readModeSC, readTouchTtlPercent);
  }
}
