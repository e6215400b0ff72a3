package io.shmtender.simulator.server;

import java.net.Socket;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;

/** The client at the other end of a connection. Used by the thread that serves it. */
final class Guest {
  private static final String COMMON_NAME = "CN=";

  private final Socket socket;
  private String session;

  Guest(Socket socket) {
    this.socket = socket;
  }

  /** The token of the session, null before the login. */
  String session() {
    return session;
  }

  void session(String token) {
    session = token;
  }

  /** The common name in the client's certificate, empty if there is none. */
  String certifiedName() {
    if (!(socket instanceof SSLSocket secured)) {
      return "";
    }
    try {
      String subject = secured.getSession().getPeerPrincipal().getName();
      return subject.startsWith(COMMON_NAME)
          ? subject.substring(COMMON_NAME.length()).split(",", 2)[0]
          : "";
    } catch (SSLPeerUnverifiedException e) {
      return "";
    }
  }
}
