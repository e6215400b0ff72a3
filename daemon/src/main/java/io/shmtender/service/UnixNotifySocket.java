package io.shmtender.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.jna.LastErrorException;
import io.shmtender.nativecode.NativeCode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A datagram socket in the file system, or an abstract one. It may go away and come back while the
 * daemon runs; each message finds it anew.
 */
final class UnixNotifySocket implements NotifySocket {
  private static final Logger LOG = LoggerFactory.getLogger(UnixNotifySocket.class);

  private final String name;
  private final byte[] address;
  private boolean failing;

  UnixNotifySocket(String name) {
    this.name = name;
    this.address = address(name);
  }

  // struct sockaddr_un: an abstract name begins with a zero, a path ends with one.
  private static byte[] address(String name) {
    byte[] path = name.startsWith("@") ? ("\0" + name.substring(1)).getBytes(UTF_8) : path(name);
    return ByteBuffer.allocate(Short.BYTES + path.length)
        .order(ByteOrder.nativeOrder())
        .putShort(DatagramCalls.AF_UNIX)
        .put(path)
        .array();
  }

  private static byte[] path(String name) {
    return (name + "\0").getBytes(UTF_8);
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
    int socket =
        DatagramCalls.socket(
            DatagramCalls.AF_UNIX, DatagramCalls.SOCK_DGRAM | DatagramCalls.SOCK_CLOEXEC, 0);
    try {
      // Without waiting: a service manager that hangs must not make the daemon hang.
      DatagramCalls.sendto(
          socket,
          message,
          message.length,
          DatagramCalls.MSG_DONTWAIT | DatagramCalls.MSG_NOSIGNAL,
          address,
          address.length);
    } finally {
      DatagramCalls.close(socket);
    }
  }

  private void note(String reason) {
    if (!failing) {
      failing = true;
      LOG.warn(
          "the service manager does not hear of this daemon, which goes on all the same: {}: {}",
          name,
          reason);
    }
  }
}
