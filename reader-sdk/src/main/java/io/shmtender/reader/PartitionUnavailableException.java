package io.shmtender.reader;

/** Nobody holds the replica of the partition that was asked for. */
public final class PartitionUnavailableException extends ShmReaderException {
  private static final long serialVersionUID = 1L;

  /** Creates an exception with a message. */
  public PartitionUnavailableException(String message) {
    super(message);
  }

  @Override
  public ResultCode resultCode() {
    return ResultCode.INVALID_NODE_ERROR;
  }
}
