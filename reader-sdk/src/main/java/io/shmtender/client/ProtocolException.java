package io.shmtender.client;

import io.shmtender.reader.ResultCode;

/**
 * The node's answer is not a whole, well-formed response. The connection was closed. Something that
 * is not an Aerospike server listens there, or the response was damaged on the way.
 */
public final class ProtocolException extends CommandException {
  private static final long serialVersionUID = 1L;

  // Start-up: no new exception in callers, docs/design/start-up.md.
  static CommandException of(Throwable cause, Attempt attempt) {
    return new ProtocolException(cause, attempt);
  }

  private ProtocolException(Throwable cause, Attempt attempt) {
    super("malformed response: " + cause.getMessage() + " (" + attempt + ")", cause, attempt);
  }

  @Override
  public ResultCode resultCode() {
    return ResultCode.PARSE_ERROR;
  }
}
