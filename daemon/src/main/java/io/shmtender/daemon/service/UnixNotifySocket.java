package io.shmtender.daemon.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.jna.LastErrorException;
import info.faljse.SDNotify.io.NativeDomainSocket;
import info.faljse.SDNotify.jna.CLibrary;
import io.shmtender.daemon.nativecode.NativeCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A datagram socket in the file system. It may go away and come back while the daemon runs; each
 * message finds it anew.
 *
 * <p>By the notify library's socket and not by its {@code SDNotify}: that one connects once, and
 * logs a stack trace for each message after the socket went away.
 */
final class UnixNotifySocket implements NotifySocket {
  private static final Logger LOG = LoggerFactory.getLogger(UnixNotifySocket.class);

  private final String path;
  private boolean failing;

  UnixNotifySocket(String path) {
    this.path = path;
  }

  @Override
  public synchronized boolean send(String assignments) {
    try {
      deliver(assignments.getBytes(UTF_8));
    } catch (LastErrorException e) {
      note(e.getMessage());
      return false;
    } catch (LinkageError e) {
      note("the native part of JNA cannot be loaded: " + NativeCode.failure(e));
      return false;
    }
    if (failing) {
      failing = false;
      LOG.info("the service manager hears of this daemon again");
    }
    return true;
  }

  private void deliver(byte[] message) {
    // From a place that is found here: the library would try the temporary directory alone.
    NativeCode.prepare();
    NativeDomainSocket socket = new NativeDomainSocket();
    try {
      socket.connect(new CLibrary.SockAddr(path));
      socket.send(message, message.length);
    } finally {
      socket.close();
    }
  }

  private void note(String reason) {
    if (!failing) {
      failing = true;
      LOG.warn(
          "the service manager does not hear of this daemon, which goes on all the same: {}: {}",
          path,
          reason);
    }
  }
}
