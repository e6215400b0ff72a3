package io.shmtender.client.wire;

import java.io.Serial;

/** A response is not what the protocol allows. */
public final class MalformedResponseException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  // Start-up: a field rather than a class of its own, docs/design/start-up.md.
  private final boolean withinValue;

  /** Says what is wrong. */
  public MalformedResponseException(String message) {
    this(message, null);
  }

  private MalformedResponseException(String message, MalformedResponseException cause) {
    super(message, cause);
    withinValue = cause != null;
  }

  /** Says which bin's value cannot be read. */
  public static MalformedResponseException ofBin(String bin, MalformedResponseException cause) {
    return new MalformedResponseException(
        "bin '" + bin + "' cannot be read: " + cause.getMessage(), cause);
  }

  /**
   * Returns whether it is a value that cannot be read, in an answer that is whole otherwise: what
   * comes after it can be.
   */
  public boolean isWithinValue() {
    return withinValue;
  }
}
