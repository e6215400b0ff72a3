package io.shmtender.client;

import io.shmtender.reader.ResultCode;

/**
 * The server's answer is whole, but this SDK cannot read a value in the record. Only this record is
 * affected: the connection is used further, and the node is not blamed.
 *
 * <p>If a write is in doubt, it is its result that cannot be read.
 */
public final class UnreadableRecordException extends CommandException {
  private static final long serialVersionUID = 1L;

  // Start-up: no new exception in callers, docs/design/start-up.md.
  static CommandException of(Throwable cause, Attempt attempt) {
    return new UnreadableRecordException(cause, attempt);
  }

  private UnreadableRecordException(Throwable cause, Attempt attempt) {
    super(
        cause.getMessage()
            + " ("
            + attempt
            + "). Read the record's other bins by name, or replace the one that is meant",
        cause,
        attempt);
  }

  @Override
  public ResultCode resultCode() {
    return ResultCode.PARSE_ERROR;
  }
}
