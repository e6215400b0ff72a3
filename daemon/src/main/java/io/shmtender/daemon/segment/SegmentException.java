package io.shmtender.daemon.segment;

/** A segment could not be made or written; the message says which, why, and what to do. */
public final class SegmentException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Creates an exception with a message. */
  public SegmentException(String message) {
    super(message);
  }

  /** Creates an exception with a message and what caused it. */
  public SegmentException(String message, Throwable cause) {
    super(message, cause);
  }
}
