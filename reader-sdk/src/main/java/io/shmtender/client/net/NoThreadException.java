package io.shmtender.client.net;

import java.io.IOException;

/** The thread that ends waits could not be started, and nothing else can end this one. */
public final class NoThreadException extends IOException {
  private static final long serialVersionUID = 1L;

  private NoThreadException() {
    super("no thread can be started to end the wait for a node that does not take the request");
  }

  /** Returns one; by a name that the JVM need not load before it is called for. */
  static IOException of() {
    return new NoThreadException();
  }
}
