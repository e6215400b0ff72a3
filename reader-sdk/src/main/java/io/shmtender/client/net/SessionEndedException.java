package io.shmtender.client.net;

import java.io.IOException;

/** The server no longer knows the session: another login is needed. */
public final class SessionEndedException extends IOException {
  private static final long serialVersionUID = 1L;

  private SessionEndedException() {
    super("the session has ended");
  }

  /** Returns one; by a name that the JVM need not load before it is called for. */
  public static IOException of() {
    return new SessionEndedException();
  }
}
