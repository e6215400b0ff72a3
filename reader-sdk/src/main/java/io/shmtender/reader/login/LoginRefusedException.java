package io.shmtender.reader.login;

import java.io.IOException;

/** The server refused a login. */
public final class LoginRefusedException extends IOException {
  private static final long serialVersionUID = 1L;

  private final int code;

  /** Creates one for the server's result code. */
  public LoginRefusedException(int code) {
    super("login refused with code " + code);
    this.code = code;
  }

  /** Returns the server's result code. */
  public int code() {
    return code;
  }
}
