package io.shmtender.reader.layout;

import java.io.IOException;

/** Somebody who is not trusted could have put something there; the message says who. */
public final class UntrustedException extends IOException {
  private static final long serialVersionUID = 1L;

  private final int group;

  UntrustedException(String message, int group) {
    super(message);
    this.group = group;
  }

  /** Returns the id of the group that should not write there; -1 if that is not what is wrong. */
  public int group() {
    return group;
  }
}
