package io.shmtender.daemon.cclient;

/** A C-client segment cannot be used; the message says which, why, and what to do. */
public final class CClientException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Creates an exception with a message. */
  public CClientException(String message) {
    super(message);
  }

  /** Creates an exception with a message and a cause. */
  public CClientException(String message, Throwable cause) {
    super(message, cause);
  }
}
