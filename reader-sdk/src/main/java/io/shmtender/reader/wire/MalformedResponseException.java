package io.shmtender.reader.wire;

import java.io.Serial;

/** A response is not what the protocol allows. */
public final class MalformedResponseException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  /** Says what is wrong. */
  public MalformedResponseException(String message) {
    super(message);
  }
}
