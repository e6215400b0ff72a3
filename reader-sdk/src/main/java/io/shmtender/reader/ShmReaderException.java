package io.shmtender.reader;

/**
 * The root of what the reader SDK throws: the message says what happened, where, and what to do.
 *
 * <p>Unchecked, since what can be done about most of them is done by an operator.
 */
public class ShmReaderException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates an exception with a message. */
  public ShmReaderException(String message) {
    super(message);
  }

  /** Creates an exception with a message and what caused it. */
  public ShmReaderException(String message, Throwable cause) {
    super(message, cause);
  }
}
