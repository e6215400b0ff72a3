package io.shmtender.reader;

/** No tender published anything for the key, or nothing yet. */
public final class NoSegmentException extends ShmReaderException {
  private static final long serialVersionUID = 1L;

  /** Creates an exception with a message. */
  public NoSegmentException(String message) {
    super(message);
  }

  @Override
  public ResultCode resultCode() {
    return ResultCode.SERVER_NOT_AVAILABLE;
  }
}
