package io.shmtender.demo;

/** The demo cannot go on: something did not happen in time, or a process ended by itself. */
final class DemoFailure extends Exception {
  private static final long serialVersionUID = 1L;

  DemoFailure(String message) {
    super(message);
  }

  DemoFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
