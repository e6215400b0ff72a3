package io.shmtender.daemon.tend;

import com.aerospike.client.cluster.Connection;
import io.shmtender.reader.ResultCode;
import io.shmtender.reader.login.Login;
import io.shmtender.reader.login.LoginRefusedException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.Optional;

/**
 * The login to one node, over the official client's connections: one session, and as many
 * connections as get in by it. The official client has a login of its own, which takes user and
 * password from a cluster that tends, and from nowhere else; so this is the one that the reader
 * SDK's commands have, too. Not thread-safe.
 */
final class NodeLogin {
  private final Optional<Login> login;
  private final int loginTimeoutMillis;
  private final int requestTimeoutMillis;

  /** Authenticates further connections; null before the login and with security off. */
  private Login.Session session;

  /**
   * Creates one without a session.
   *
   * @param login who logs in; empty if nobody does
   */
  NodeLogin(TenderConfig config, Optional<Login> login) {
    this.login = login;
    this.loginTimeoutMillis = Math.toIntExact(config.loginTimeout().toMillis());
    this.requestTimeoutMillis = Math.toIntExact(config.requestTimeout().toMillis());
  }

  /** Returns who logs in; takes some tenths of a second. */
  static Optional<Login> of(TenderConfig config) {
    return config
        .credentials()
        .map(
            credentials ->
                switch (credentials.mode()) {
                  case INTERNAL -> Login.of(credentials.user(), credentials.password(), false);
                  case EXTERNAL, EXTERNAL_INSECURE ->
                      Login.of(credentials.user(), credentials.password(), true);
                  case PKI -> Login.ofCertificate();
                });
  }

  /**
   * Authenticates a connection that was just opened; does nothing without credentials.
   *
   * @throws IOException if the server refuses, with the reason
   */
  void authenticate(Connection connection) throws IOException {
    if (login.isEmpty()) {
      return;
    }
    try {
      if (session != null
          && !session.hasEnded()
          && login
              .get()
              .resume(connection.getInputStream(), new ConnectionOutput(connection), session)) {
        return;
      }
      logIn(login.get(), connection);
    } catch (IOException e) {
      throw failure("cannot log in", e);
    }
  }

  /** Returns whether the session is about to expire. */
  boolean isToBeRenewed() {
    return session != null && session.hasEnded();
  }

  /** Logs in anew on an open connection if the session is about to expire. */
  void renew(Connection connection) throws IOException {
    if (isToBeRenewed()) {
      try {
        logIn(login.orElseThrow(), connection);
      } catch (IOException e) {
        throw failure("cannot log in anew", e);
      }
    }
  }

  private void logIn(Login by, Connection connection) throws IOException {
    connection.setTimeout(loginTimeoutMillis);
    Login.Session begun = by.login(connection.getInputStream(), new ConnectionOutput(connection));
    // A server without security may have it when it is connected to the next time.
    session = begun.isNeeded() ? begun : null;
    connection.setTimeout(requestTimeoutMillis);
  }

  private static IOException failure(String what, IOException cause) {
    String reason =
        cause instanceof LoginRefusedException refused
            ? "the server says " + ResultCode.of(refused.code()) + " (" + refused.code() + ")"
            : cause.getMessage();
    IOException failure =
        cause instanceof SocketTimeoutException
            // A node that does not answer is not asked again at once, as one that closed is.
            ? new SocketTimeoutException(what + ": " + reason)
            : new IOException(what + ": " + reason);
    failure.initCause(cause);
    return failure;
  }

  /** What is written to a connection, which has no stream for it. */
  private static final class ConnectionOutput extends OutputStream {
    private final Connection connection;

    ConnectionOutput(Connection connection) {
      this.connection = connection;
    }

    @Override
    public void write(int value) throws IOException {
      connection.write(new byte[] {(byte) value}, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      connection.write(Arrays.copyOfRange(bytes, from, from + length), length);
    }
  }
}
