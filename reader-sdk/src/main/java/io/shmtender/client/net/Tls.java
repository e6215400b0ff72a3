package io.shmtender.client.net;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import javax.security.auth.x500.X500Principal;

/** The handshake. A class of its own, so that who does not use TLS does not load it. */
final class Tls {
  private static final int DNS_NAME = 2;

  private Tls() {}

  /** Returns the socket to speak over, after the handshake. */
  static Socket secure(SSLContext context, String tlsName, Socket socket) throws IOException {
    SSLSocket secured =
        (SSLSocket)
            context.getSocketFactory().createSocket(socket, tlsName, socket.getPort(), true);
    secured.startHandshake();
    checkName(tlsName, secured);
    return secured;
  }

  // As the official client: one of the certificate's names is the node's. The JDK's own check
  // refuses names that are none in the DNS, which the server allows.
  private static void checkName(String tlsName, SSLSocket secured) throws IOException {
    X509Certificate certificate = (X509Certificate) secured.getSession().getPeerCertificates()[0];
    String subject = certificate.getSubjectX500Principal().getName(X500Principal.RFC2253);
    if (isCommonName(tlsName, subject)) {
      return;
    }
    try {
      if (certificate.getSubjectAlternativeNames() != null) {
        for (List<?> name : certificate.getSubjectAlternativeNames()) {
          if (name.get(0).equals(DNS_NAME) && name.get(1).equals(tlsName)) {
            return;
          }
        }
      }
    } catch (GeneralSecurityException e) {
      throw new IOException("the node's certificate is malformed", e);
    }
    throw new SSLPeerUnverifiedException(
        "the node's certificate is of " + subject + " and not of '" + tlsName + "'");
  }

  // Any of them, also one that shares its level of the subject with other names. The JDK has a
  // parser of such texts, but not in java.base, and the SDK needs no other module.
  private static boolean isCommonName(String name, String subject) {
    StringBuilder value = new StringBuilder();
    int at = 0;
    while (at < subject.length()) {
      int equals = subject.indexOf('=', at);
      String type = subject.substring(at, equals);
      value.setLength(0);
      at = equals + 1;
      // What begins with this is a value that is no text; in a text it has a backslash before it.
      boolean text = at == subject.length() || subject.charAt(at) != '#';
      while (at < subject.length() && subject.charAt(at) != ',' && subject.charAt(at) != '+') {
        if (subject.charAt(at) == '\\') {
          at++;
        }
        value.append(subject.charAt(at++));
      }
      if (text && type.equals("CN") && name.contentEquals(value)) {
        return true;
      }
      at++;
    }
    return false;
  }
}
