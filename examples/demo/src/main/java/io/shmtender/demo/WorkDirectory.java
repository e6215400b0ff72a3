package io.shmtender.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The directory of the segments: in memory where the system has such, and gone at the end. */
final class WorkDirectory implements AutoCloseable {
  private static final Path IN_MEMORY = Path.of("/dev/shm");
  private static final String PREFIX = "shm-tender-demo-";

  private final Path path;

  private WorkDirectory(Path path) {
    this.path = path;
  }

  static WorkDirectory create() throws DemoFailure {
    try {
      return new WorkDirectory(
          Files.isWritable(IN_MEMORY)
              ? Files.createTempDirectory(IN_MEMORY, PREFIX)
              : Files.createTempDirectory(PREFIX));
    } catch (IOException e) {
      throw new DemoFailure("cannot make a directory: " + e.getMessage(), e);
    }
  }

  Path path() {
    return path;
  }

  @Override
  public void close() {
    try {
      List<Path> files;
      try (Stream<Path> listed = Files.list(path)) {
        files = listed.toList();
      }
      for (Path file : files) {
        Files.delete(file);
      }
      Files.delete(path);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + path, e);
    }
  }
}
