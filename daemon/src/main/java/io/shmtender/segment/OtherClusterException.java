package io.shmtender.segment;

/** The segment describes another cluster than the one that the tender reaches. */
public final class OtherClusterException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Creates an exception with a message. */
  public OtherClusterException(String message) {
    super(message);
  }
}
