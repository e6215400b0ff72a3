package io.shmtender.client;

import io.shmtender.reader.ResultCode;

/**
 * The server answered, and what it answered is whole, but a value in the record is none that this
 * SDK can read. Only this record is concerned: the connection goes on, and the node is not blamed.
 *
 * <p>Of a write in doubt it is the result that cannot be read.
 */
public final class UnreadableRecordException extends CommandException {
  private static final long serialVersionUID = 1L;

  // Callers that are verified with a new one in them load its class before anything failed.
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
