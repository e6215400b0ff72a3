package io.shmtender.reader;

/** The file is not a segment, or was cut short or overwritten. */
public final class CorruptSegmentException extends ShmReaderException {
  private static final long serialVersionUID = 1L;

  /** Creates an exception with a message. */
  public CorruptSegmentException(String message) {
    super(message);
  }
}
