package io.shmtender.reader;

/** The segment has a layout version that this SDK does not read. */
public final class LayoutVersionException extends ShmReaderException {
  private static final long serialVersionUID = 1L;

  /** Creates an exception with a message. */
  public LayoutVersionException(String message) {
    super(message);
  }
}
