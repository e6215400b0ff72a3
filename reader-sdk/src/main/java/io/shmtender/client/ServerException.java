package io.shmtender.client;

import io.shmtender.reader.ResultCode;

/** The server refused a command. */
public final class ServerException extends CommandException {
  private static final long serialVersionUID = 1L;

  private final int code;

  // Callers that are verified with a new one in them load its class before anything failed.
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
