package io.shmtender.reader;

/** As many connections to the node as {@link ClientOptions} allows were all in use. */
public final class PoolExhaustedException extends CommandException {
  private static final long serialVersionUID = 1L;

  PoolExhaustedException(int limit, Attempt attempt) {
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
}
