package io.shmtender.daemon.launch;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.shmtender.reader.layout.SegmentKey;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A socket in the directory of the segments on which a daemon can be asked to read its
 * configuration again, and answers what came of it.
 *
 * <p>A signal has no answer, and a process id may be somebody else's by the time that a signal is
 * sent to it. Whoever answers here is the daemon that made the socket, and only its user and root
 * may ask: the file has their permissions from the moment that it has its name.
 *
 * <p>Asks and answers one at a time, on a thread of its own.
 */
public final class ControlSocket implements AutoCloseable {
  private static final String SUFFIX = ".control";
  private static final String RELOAD = "reload\n";
  private static final int LONGEST_ANSWER = 1 << 16;

  private static final Logger LOG = LoggerFactory.getLogger(ControlSocket.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int BACKLOG = 8;

  private final Path path;
  private final ServerSocketChannel server;
  private final Supplier<ReloadVerdict> reload;

  private ControlSocket(Path path, ServerSocketChannel server, Supplier<ReloadVerdict> reload) {
    this.path = path;
    this.server = server;
    this.reload = reload;
  }

  /** Returns the name of a daemon's socket. */
  static String name(SegmentKey key, long pid) {
    return key + "." + pid + SUFFIX;
  }

  /**
   * Makes the socket and answers on it from now on.
   *
   * @throws IOException if it cannot be made
   */
  static ControlSocket open(
      Path directory, SegmentKey key, long pid, Supplier<ReloadVerdict> reload) throws IOException {
    removeAbandoned(directory);
    Path path = directory.resolve(name(key, pid));
    ServerSocketChannel server = bind(directory, path);
    ControlSocket socket = new ControlSocket(path, server, reload);
    Thread thread = new Thread(socket::serve, "control");
    thread.setDaemon(true);
    thread.start();
    return socket;
  }

  // In a directory that only this user may enter, until it has its mode, whatever the umask.
  private static ServerSocketChannel bind(Path directory, Path path) throws IOException {
    Path privately = Files.createTempDirectory(directory, "control-");
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      Path unnamed = privately.resolve("s");
      server.bind(UnixDomainSocketAddress.of(unnamed), BACKLOG);
      Files.setPosixFilePermissions(unnamed, PosixFilePermissions.fromString("rw-------"));
      Files.move(unnamed, path, StandardCopyOption.ATOMIC_MOVE);
      return server;
    } catch (IOException | RuntimeException e) {
      server.close();
      Files.deleteIfExists(privately.resolve("s"));
      throw e;
    } finally {
      Files.delete(privately);
    }
  }

  // Daemons that were killed left theirs. Nobody listens there, wherever its process id counted.
  private static void removeAbandoned(Path directory) throws IOException {
    try (DirectoryStream<Path> sockets = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
      for (Path socket : sockets) {
        if (!isListening(socket)) {
          Files.deleteIfExists(socket);
        }
      }
    }
  }

  private static boolean isListening(Path socket) {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      return channel.isConnected();
    } catch (IOException e) {
      LOG.debug("nobody listens on {}", socket, e);
      return false;
    }
  }

  private void serve() {
    while (server.isOpen()) {
      try (SocketChannel asker = server.accept()) {
        if (read(asker, RELOAD.length(), PATIENCE).equals(RELOAD)) {
          asker.configureBlocking(true);
          ByteBuffer answer = ByteBuffer.wrap(reload.get().toText().getBytes(UTF_8));
          while (answer.hasRemaining()) {
            asker.write(answer);
          }
        }
      } catch (ClosedChannelException e) {
        LOG.trace("closed", e);
      } catch (IOException | RuntimeException e) {
        // Who asked went away, most likely; the log has what came of it.
        LOG.debug("somebody who asked got no answer", e);
      }
    }
  }

  @Override
  public void close() throws IOException {
    // In this order: nobody finds a socket that nobody answers on.
    Files.deleteIfExists(path);
    server.close();
  }

  // ---- For who asks ----

  /**
   * Returns a daemon's socket in a directory; empty if it has none there.
   *
   * @param pid the daemon's process id
   * @throws IOException if the directory cannot be read
   */
  public static Optional<Path> find(Path directory, long pid) throws IOException {
    try (DirectoryStream<Path> sockets = Files.newDirectoryStream(directory, "*." + pid + SUFFIX)) {
      for (Path socket : sockets) {
        return Optional.of(socket);
      }
    }
    return Optional.empty();
  }

  /**
   * Has a daemon read its configuration again.
   *
   * @param socket where the daemon can be asked
   * @param patience how long to wait for what comes of it
   * @throws IOException if it cannot be asked
   * @throws IllegalArgumentException if what came until then is no answer
   */
  public static ReloadVerdict ask(Path socket, Duration patience) throws IOException {
    try (SocketChannel daemon = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      daemon.write(ByteBuffer.wrap(RELOAD.getBytes(UTF_8)));
      return ReloadVerdict.parse(read(daemon, LONGEST_ANSWER, patience));
    }
  }

  // What somebody sends, up to the end, or so many bytes, for so long.
  private static String read(SocketChannel channel, int most, Duration patience)
      throws IOException {
    channel.configureBlocking(false);
    ByteBuffer bytes = ByteBuffer.allocate(most);
    long deadline = System.nanoTime() + patience.toNanos();
    try (Selector selector = Selector.open()) {
      channel.register(selector, SelectionKey.OP_READ);
      long left = patience.toMillis();
      while (left > 0 && channel.read(bytes) >= 0 && bytes.hasRemaining()) {
        selector.select(left);
        selector.selectedKeys().clear();
        left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
      }
    }
    return new String(bytes.array(), 0, bytes.position(), UTF_8);
  }
}
