package io.shmtender.client;

import io.shmtender.reader.ResultCode;

/** The node's server is too old for what was asked. Nothing was sent. */
public final class UnsupportedServerException extends CommandException {
  private static final long serialVersionUID = 1L;

  static CommandException ofBatch(Attempt attempt) {
    return new UnsupportedServerException(
        "a server of build "
            + attempt.node().build()
            + " does not know batches as this SDK sends them, which are those of 6.0 and later ("
            + attempt
            + "). Use single commands, or the official client of the server's time, until it is"
            + " upgraded",
        attempt);
  }

  private UnsupportedServerException(String message, Attempt attempt) {
    super(message, null, attempt);
  }

  @Override
  public ResultCode resultCode() {
    return ResultCode.UNSUPPORTED_FEATURE;
  }
}
