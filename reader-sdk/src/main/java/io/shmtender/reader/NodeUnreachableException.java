package io.shmtender.reader;

import java.io.IOException;

/**
 * The node that a command went to could not be connected to, or the connection broke before an
 * answer came. While a node is down this lasts until the cluster has made another node master and
 * the tender has published it.
 */
public final class NodeUnreachableException extends CommandException {
  private static final long serialVersionUID = 1L;

  // Callers that are verified with a new one in them load its class before anything failed.
  static CommandException of(String what, IOException cause, Attempt attempt) {
    return new NodeUnreachableException(what, cause, attempt);
  }

  private NodeUnreachableException(String what, IOException cause, Attempt attempt) {
    super(
        what
            + ": "
            + (cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage())
            + " ("
            + attempt
            + "). Is the node up, and its address reachable from here?",
        cause,
        attempt);
  }

  @Override
  public ResultCode resultCode() {
    return ResultCode.SERVER_NOT_AVAILABLE;
  }
}
