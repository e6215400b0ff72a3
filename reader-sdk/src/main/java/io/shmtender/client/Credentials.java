package io.shmtender.client;

import io.shmtender.reader.login.Login;

/**
 * A client's identity on servers with security enabled, which are Enterprise servers. A login gives
 * a session, which further connections use. The client logs in again a minute before the session
 * ends, or when the node says that it has ended. Immutable; {@code toString} says nothing secret.
 */
public final class Credentials {
  private final String description;
  private final boolean needsTls;
  private final Login login;

  private Credentials(String description, boolean needsTls, Login login) {
    this.description = description;
    this.needsTls = needsTls;
    this.login = login;
  }

  /**
   * Returns a user whom the server itself knows. Sends a hash of the password, which takes some
   * tenths of a second to compute, here.
   */
  public static Credentials internal(String user, String password) {
    return new Credentials("internal user " + user, false, Login.of(user, password, false));
  }

  /**
   * Returns a user whom the server asks another one about, such as LDAP. Sends the password itself,
   * and so demands TLS.
   */
  public static Credentials external(String user, String password) {
    return new Credentials("external user " + user, true, Login.of(user, password, true));
  }

  /** Returns a user as {@link #external}, whose password may go over the net unprotected. */
  public static Credentials externalInsecure(String user, String password) {
    return new Credentials("external user " + user, false, Login.of(user, password, true));
  }

  /** Returns the user of the certificate that the client shows: demands TLS. */
  public static Credentials pki() {
    return new Credentials("the user of the client's certificate", true, Login.ofCertificate());
  }

  boolean needsTls() {
    return needsTls;
  }

  Login login() {
    return login;
  }

  /** Returns who it is, without anything secret. */
  @Override
  public String toString() {
    return description;
  }
}
