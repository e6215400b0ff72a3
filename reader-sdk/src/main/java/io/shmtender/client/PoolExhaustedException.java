package io.shmtender.client;

import io.shmtender.reader.ResultCode;

/** All connections to the node that {@link ClientOptions} allows were in use. */
public final class PoolExhaustedException extends CommandException {
  private static final long serialVersionUID = 1L;

  // Start-up: no new exception in callers, docs/design/start-up.md.
  static CommandException of(int limit, Attempt attempt) {
    return new PoolExhaustedException(limit, attempt);
  }

  private PoolExhaustedException(int limit, Attempt attempt) {
    super(
        "all "
            + limit
            + " connections are in use ("
            + attempt
            + "). Raise maxConnectionsPerNode above the number of threads that run commands at the"
            + " same time",
        null,
        attempt);
  }

  @Override
  public ResultCode resultCode() {
    return ResultCode.NO_MORE_CONNECTIONS;
  }
}
