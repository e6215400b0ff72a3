package io.shmtender.simulator.wire;

/** A message whose lengths or numbers contradict each other. */
public final class MalformedMessageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception; {@code message} says what was expected and what was found. */
  public MalformedMessageException(String message) {
    super(message);
  }
}
