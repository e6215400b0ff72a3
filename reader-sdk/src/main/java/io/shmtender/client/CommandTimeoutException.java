package io.shmtender.client;

import io.shmtender.client.policy.Policy;
import io.shmtender.reader.ResultCode;

/** No answer came within the policy's timeouts, or the server gave up within them. */
public final class CommandTimeoutException extends CommandException {
  private static final long serialVersionUID = 1L;

  private final boolean fromServer;

  // Start-up: no new exception in callers, docs/design/start-up.md.
  static CommandException of(
      boolean fromServer, long elapsedMillis, Policy policy, Attempt attempt) {
    return new CommandTimeoutException(fromServer, elapsedMillis, policy, attempt);
  }

  private CommandTimeoutException(
      boolean fromServer, long elapsedMillis, Policy policy, Attempt attempt) {
    super(
        (fromServer ? "the server gave up after " : "no answer within ")
            + elapsedMillis
            + " ms (socket timeout "
            + policy.socketTimeout()
            + " ms, total timeout "
            + policy.totalTimeout()
            + " ms; "
            + attempt
            + ")",
        null,
        attempt);
    this.fromServer = fromServer;
  }

  /** Returns whether the server said so, rather than the client's clock. */
  public boolean fromServer() {
    return fromServer;
  }

  @Override
  public ResultCode resultCode() {
    return ResultCode.TIMEOUT;
  }
}
