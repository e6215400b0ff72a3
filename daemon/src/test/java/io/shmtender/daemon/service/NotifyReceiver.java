package io.shmtender.daemon.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.jna.LastErrorException;
import io.shmtender.daemon.nativecode.NativeCode;
import io.shmtender.testing.Await;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** A service manager's end of the notification socket. */
final class NotifyReceiver implements AutoCloseable {
  private static final int LONGEST = 4096;
  private static final int SHUT_RD = 0;

  private final Path path;
  private final int socket;
  private final List<String> received = new CopyOnWriteArrayList<>();
  private final Thread thread = new Thread(this::receive, "notify receiver");

  static {
    NativeCode.bind(NotifyReceiver.class);
  }

  NotifyReceiver(Path path) {
    this.path = path;
    byte[] name = (path + "\0").getBytes(UTF_8);
    byte[] address =
        ByteBuffer.allocate(Short.BYTES + name.length)
            .order(ByteOrder.nativeOrder())
            .putShort(DatagramCalls.AF_UNIX)
            .put(name)
            .array();
    socket = DatagramCalls.socket(DatagramCalls.AF_UNIX, DatagramCalls.SOCK_DGRAM, 0);
    bind(socket, address, address.length);
    thread.setDaemon(true);
    thread.start();
  }

  static native int bind(int socket, byte[] address, int addressLength) throws LastErrorException;

  static native long recv(int socket, byte[] buffer, long length, int flags)
      throws LastErrorException;

  static native int shutdown(int socket, int how) throws LastErrorException;

  private void receive() {
    byte[] buffer = new byte[LONGEST];
    for (int length = next(buffer); length > 0; length = next(buffer)) {
      received.add(new String(buffer, 0, length, UTF_8));
    }
  }

  private int next(byte[] buffer) {
    return (int) recv(socket, buffer, buffer.length, 0);
  }

  /** Returns what came so far. */
  List<String> received() {
    return List.copyOf(received);
  }

  /** Waits for a message. */
  void await(Duration limit, Predicate<String> wanted) {
    Await.until(
        limit, () -> "a message among " + received, () -> received.stream().anyMatch(wanted));
  }

  /** Goes away, as a service manager's socket may. */
  @Override
  public void close() throws IOException {
    Files.deleteIfExists(path);
    shutdown(socket, SHUT_RD);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    DatagramCalls.close(socket);
  }
}
