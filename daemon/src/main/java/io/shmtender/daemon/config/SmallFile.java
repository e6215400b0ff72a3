package io.shmtender.daemon.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Reads the files that a configuration consists of, which are small. Looks first: opening a FIFO
 * waits for a writer, and what a device gives need not end.
 */
final class SmallFile {
  private static final int TYPE = 0170000;
  private static final int FIFO = 0010000;
  private static final int SOCKET = 0140000;
  private static final int DIRECTORY = 0040000;
  private static final int REGULAR = 0100000;

  private SmallFile() {}

  /**
   * Checks that there is a file to be read.
   *
   * @throws NoSuchFileException if there is none
   * @throws FileSystemException if it is something else; its reason says what
   * @throws IOException if this user may not look
   */
  static void check(Path path) throws IOException {
    int type = (Integer) Files.getAttribute(path, "unix:mode") & TYPE;
    // The shell's <(...) is a pipe that was opened already.
    boolean isPipe = type == FIFO && isDescriptor(path);
    if (type != REGULAR && !isPipe) {
      throw new FileSystemException(path.toString(), null, "is " + kind(type) + ", not a file");
    }
  }

  private static boolean isDescriptor(Path path) {
    return path.startsWith("/dev/fd")
        || path.startsWith("/dev/stdin")
        || path.startsWith("/proc/self/fd");
  }

  private static String kind(int type) {
    return switch (type) {
      case DIRECTORY -> "a directory";
      case FIFO -> "a FIFO";
      case SOCKET -> "a socket";
      default -> "a device";
    };
  }

  /**
   * Returns what is in a file.
   *
   * @throws NoSuchFileException if there is none
   * @throws FileSystemException if it is something else, or has more bytes; its reason says so
   * @throws IOException if it cannot be read
   */
  static byte[] read(Path path, int limit) throws IOException {
    check(path);
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(limit + 1);
      if (bytes.length > limit) {
        throw new FileSystemException(
            path.toString(), null, "has more than " + limit + " bytes: is it the right file?");
      }
      return bytes;
    }
  }
}
