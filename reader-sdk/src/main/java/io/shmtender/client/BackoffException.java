package io.shmtender.client;

import io.shmtender.reader.ResultCode;

/**
 * A node failed so often that it is left alone for a while: see {@link
 * ClientOptions#maxErrorRate()}. Nothing was sent by this attempt.
 */
public final class BackoffException extends CommandException {
  private static final long serialVersionUID = 1L;

  // Callers that are verified with a new one in them load its class before anything failed.
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
