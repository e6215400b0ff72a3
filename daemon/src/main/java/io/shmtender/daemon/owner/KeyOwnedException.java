package io.shmtender.daemon.owner;

/** Another process owns the key; the message says what can be done. */
public final class KeyOwnedException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Creates an exception with a message. */
  public KeyOwnedException(String message) {
    super(message);
  }
}
