package io.shmtender.client;

import io.shmtender.reader.ResultCode;

/** The server refused a command. */
public final class ServerException extends CommandException {
  private static final long serialVersionUID = 1L;

  private final int code;

  // Start-up: no new exception in callers, docs/design/start-up.md.
  static CommandException of(int code, Attempt attempt) {
    return new ServerException(code, attempt);
  }

  private ServerException(int code, Attempt attempt) {
    super(ResultCode.of(code) + " (" + code + ") from " + attempt, null, attempt);
    this.code = code;
  }

  @Override
  public ResultCode resultCode() {
    return ResultCode.of(code);
  }

  @Override
  public int code() {
    return code;
  }
}
