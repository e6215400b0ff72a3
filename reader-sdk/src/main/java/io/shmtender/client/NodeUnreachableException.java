package io.shmtender.client;

import io.shmtender.client.net.NoThreadException;
import io.shmtender.reader.ResultCode;
import io.shmtender.reader.host.Shortage;
import java.io.IOException;

/**
 * No connection to the command's node could be made, or it broke before an answer came. While a
 * node is down this lasts until the cluster has made another node master and the tender has
 * published it.
 */
public final class NodeUnreachableException extends CommandException {
  private static final long serialVersionUID = 1L;

  private final boolean fromShortage;

  // Start-up: no new exception in callers, docs/design/start-up.md.
  static CommandException of(String what, IOException cause, Attempt attempt) {
    return new NodeUnreachableException(what, cause, attempt, shortage(cause));
  }

  private static String shortage(IOException cause) {
    return cause instanceof NoThreadException
        ? "This process or its user has as many threads as it may: raise the limit (ulimit -u,"
            + " TasksMax, the container's pids limit)"
        : Shortage.adviceFor(cause);
  }

  private NodeUnreachableException(
      String what, IOException cause, Attempt attempt, String shortage) {
    super(
        what
            + ": "
            + (cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage())
            + " ("
            + attempt
            + "). "
            + (shortage == null
                ? "Is the node up, and its address reachable from here?"
                : shortage),
        cause,
        attempt);
    this.fromShortage = shortage != null;
  }

  /** Returns whether this process or host ran out of something, which is not the node's fault. */
  boolean isFromShortage() {
    return fromShortage;
  }

  @Override
  public ResultCode resultCode() {
    return ResultCode.SERVER_NOT_AVAILABLE;
  }
}
