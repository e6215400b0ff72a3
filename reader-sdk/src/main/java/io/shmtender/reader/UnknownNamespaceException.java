package io.shmtender.reader;

/** The cluster has no namespace of this name. */
public final class UnknownNamespaceException extends ShmReaderException {
  private static final long serialVersionUID = 1L;

  UnknownNamespaceException(String message) {
    super(message);
  }

  @Override
  public ResultCode resultCode() {
    return ResultCode.INVALID_NAMESPACE;
  }
}
