package io.shmtender.reader;

/**
 * Somebody whom this process has no reason to believe could have put the segment where it is: the
 * message says who, and what to do. Nothing of it was read.
 */
public final class UntrustedSegmentException extends ShmReaderException {
  private static final long serialVersionUID = 1L;

  /** Creates an exception with a message and what caused it. */
  public UntrustedSegmentException(String message, Throwable cause) {
    super(message, cause);
  }
}
