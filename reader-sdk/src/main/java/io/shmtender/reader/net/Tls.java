package io.shmtender.reader.net;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;

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
    String subject = certificate.getSubjectX500Principal().getName();
    // A comma that is part of a value comes with a backslash.
    if (Arrays.asList(subject.split("(?<!\\\\),")).contains("CN=" + tlsName)) {
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
}
