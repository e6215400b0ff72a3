package io.shmtender.reader;

/** The last heartbeat of a tender is older than the application's limit. */
public final class StaleSegmentException extends ShmReaderException {
  private static final long serialVersionUID = 1L;

  /** Creates an exception with a message. */
  public StaleSegmentException(String message) {
    super(message);
  }

  @Override
  public ResultCode resultCode() {
    return ResultCode.SERVER_NOT_AVAILABLE;
  }
}
