package io.shmtender.client;

import io.shmtender.reader.ResultCode;

/** As many connections to the node as {@link ClientOptions} allows were all in use. */
public final class PoolExhaustedException extends CommandException {
  private static final long serialVersionUID = 1L;

  // Callers that are verified with a new one in them load its class before anything failed.
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
