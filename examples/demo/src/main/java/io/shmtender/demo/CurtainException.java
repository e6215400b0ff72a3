package io.shmtender.demo;

/** The audience has seen enough: Ctrl-C, or another signal to end. */
final class CurtainException extends Exception {
  private static final long serialVersionUID = 1L;

  CurtainException() {
    super("the demo was asked to end");
  }
}
