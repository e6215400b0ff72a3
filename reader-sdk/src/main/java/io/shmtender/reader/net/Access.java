package io.shmtender.reader.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import javax.net.ssl.SSLContext;

/** How connections to one node become secure and get in. Thread-safe. */
final class Access {
  private final SSLContext context;
  private final String tlsName;
  private final Login login;
  private volatile Login.Session session;

  Access(SSLContext context, String tlsName, Login login) {
    this.context = context;
    this.tlsName = tlsName;
    this.login = login;
  }

  boolean isOf(String otherTlsName) {
    return tlsName.equals(otherTlsName);
  }

  /** Returns the socket to speak over, after the handshake if there is one. */
  Socket secure(Socket socket) throws IOException {
    if (context == null && tlsName.isEmpty()) {
      return socket;
    }
    if (context == null) {
      throw new IOException(
          "the tender reaches the node by TLS as '" + tlsName + "'; give the client a context too");
    }
    if (tlsName.isEmpty()) {
      throw new IOException(
          "the client is to use TLS, but the tender reaches the node without; let the tender use"
              + " it too");
    }
    return Tls.secure(context, tlsName, socket);
  }

  /**
   * Gets in, if the client has a login.
   *
   * @throws LoginRefusedException if the server refuses
   * @throws SessionEndedException if another connection may get in by another session
   */
  void authenticate(InputStream in, OutputStream out) throws IOException {
    if (login == null) {
      return;
    }
    Login.Session known = session;
    if (known == null || known.hasEnded()) {
      session = login.login(in, out);
    } else if (known.isNeeded() && !login.resume(in, out, known)) {
      session = null;
      throw SessionEndedException.of();
    }
  }

  /** Forgets the session, if the client has any; returns whether another may help. */
  boolean endSession() {
    session = null;
    return login != null;
  }
}
