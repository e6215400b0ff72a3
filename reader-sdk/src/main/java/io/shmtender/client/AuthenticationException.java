package io.shmtender.client;

import io.shmtender.reader.ResultCode;

/** A node refused the client's {@link Credentials}. The command was not sent in this attempt. */
public final class AuthenticationException extends CommandException {
  private static final long serialVersionUID = 1L;

  private final int code;

  private AuthenticationException(
      int code, Credentials credentials, Throwable cause, Attempt attempt) {
    super(
        "login as "
            + credentials
            + " refused with "
            + ResultCode.of(code)
            + " ("
            + code
            + "; "
            + attempt
            + "). Are user and password right, and is it the right mode?",
        cause,
        attempt);
    this.code = code;
  }

  static CommandException of(int code, Credentials credentials, Throwable cause, Attempt attempt) {
    return new AuthenticationException(code, credentials, cause, attempt);
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
