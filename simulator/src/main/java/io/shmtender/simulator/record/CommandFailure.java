package io.shmtender.simulator.record;

import io.shmtender.simulator.wire.ResultCode;

/** Ends a command with a result code. Has no stack trace: it is an answer, not an accident. */
public final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ResultCode code;

  /** Ends a command with {@code code}. */
  public CommandFailure(ResultCode code) {
    super(code.name(), null, false, false);
    this.code = code;
  }

  /** The code that the client gets. */
  public ResultCode code() {
    return code;
  }
}
