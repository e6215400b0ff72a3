package io.shmtender.client;

import io.shmtender.reader.ResultCode;

/**
 * A node failed so often that it is left alone for a while: see {@link
 * ClientOptions#maxErrorRate()}. The command was not sent in this attempt.
 */
public final class BackoffException extends CommandException {
  private static final long serialVersionUID = 1L;

  // Start-up: no new exception in callers, docs/design/start-up.md.
  static CommandException of(ClientOptions options, Attempt attempt) {
    return new BackoffException(options, attempt);
  }

  private BackoffException(ClientOptions options, Attempt attempt) {
    super(
        "more than "
            + options.maxErrorRate()
            + " errors within "
            + options.errorRateWindow().toMillis()
            + " ms, so the node is left alone until that time is over ("
            + attempt
            + "). Is the node down or overloaded? See maxErrorRate",
        null,
        attempt);
  }

  @Override
  public ResultCode resultCode() {
    return ResultCode.MAX_ERROR_RATE;
  }
}
