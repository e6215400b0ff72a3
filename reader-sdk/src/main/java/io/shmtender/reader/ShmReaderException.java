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

  /**
   * Returns the result code that the official client has for this, so that code which decides by it
   * can be moved: the server's own, or one below zero where no server said anything.
   */
  public ResultCode resultCode() {
    return ResultCode.CLIENT_ERROR;
  }

  /**
   * Returns the number of the {@link #resultCode()}, as the official client's {@code
   * getResultCode()}; also where this SDK has no name for it.
   */
  public int code() {
    return resultCode().number();
  }

  /**
   * Returns whether the command, or one of a batch, is a write that did not succeed and that the
   * server may have applied all the same.
   */
  public boolean inDoubt() {
    return false;
  }
}
