package io.shmtender.client.net;

import io.shmtender.reader.login.Login;
import io.shmtender.reader.login.LoginRefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;

/**
 * TLS and login for connections to one node. Thread-safe.
 *
 * <p>One connection logs in at a time: a login costs the server a password hash or a question to
 * another server, and servers are known to suffer from many at once when a session ends. Others
 * that need a login meanwhile wait for it and use its session.
 */
final class Access {
  private final SSLContext context;
  private final String tlsName;
  private final Login login;
  private final AtomicReference<Login.Session> session = new AtomicReference<>();
  private final AtomicReference<UnderWay> underWay = new AtomicReference<>();

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
   * @param endNanos how long another's login may be waited for, by System.nanoTime
   * @return the session that it got in by, null without a login
   * @throws LoginRefusedException if the server refuses
   * @throws SessionEndedException if another connection may get in by another session
   */
  Login.Session authenticate(InputStream in, OutputStream out, long endNanos) throws IOException {
    if (login == null) {
      return null;
    }
    while (true) {
      Login.Session known = usable();
      if (known != null) {
        return resume(in, out, known);
      }
      UnderWay own = new UnderWay();
      UnderWay others = underWay.compareAndExchange(null, own);
      if (others != null) {
        others.await(endNanos);
      } else {
        try {
          // Another one may have been done between the two looks.
          known = usable();
          return known != null ? resume(in, out, known) : logIn(in, out, own);
        } finally {
          underWay.set(null);
          own.done.countDown();
        }
      }
    }
  }

  private Login.Session usable() {
    Login.Session known = session.get();
    return known == null || known.hasEnded() ? null : known;
  }

  private Login.Session resume(InputStream in, OutputStream out, Login.Session known)
      throws IOException {
    if (known.isNeeded() && !login.resume(in, out, known)) {
      endSession(known);
      throw SessionEndedException.of();
    }
    return known;
  }

  private Login.Session logIn(InputStream in, OutputStream out, UnderWay own) throws IOException {
    try {
      Login.Session begun = login.login(in, out);
      session.set(begun);
      return begun;
    } catch (LoginRefusedException e) {
      own.refusal = e;
      throw e;
    }
  }

  boolean hasLogin() {
    return login != null;
  }

  /** Forgets a session, unless there is another one already; returns whether it was the newest. */
  boolean endSession(Login.Session ended) {
    return ended != null && session.compareAndSet(ended, null);
  }

  /** A login that others wait for. What is not refused they try themselves, one after the other. */
  private static final class UnderWay {
    final CountDownLatch done = new CountDownLatch(1);
    // Written before it is done.
    LoginRefusedException refusal;

    void await(long endNanos) throws IOException {
      try {
        if (!done.await(endNanos - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          throw new SocketTimeoutException("another connection's login took too long");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while another connection logged in");
      }
      if (refusal != null) {
        throw new LoginRefusedException(refusal.code());
      }
    }
  }
}
