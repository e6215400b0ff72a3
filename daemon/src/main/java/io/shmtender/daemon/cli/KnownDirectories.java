package io.shmtender.daemon.cli;

import io.shmtender.reader.layout.SegmentDirectory;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The directories of this host in which tenders that were told none put their segments, whoever
 * started them.
 */
final class KnownDirectories {
  private static final String NAME = "aerospike-shm-tender";

  private KnownDirectories() {}

  /**
   * Returns those that exist and that this user may read, the standard one first.
   *
   * @throws IOException if the parent directories cannot be listed
   */
  static List<SegmentDirectory> find() throws IOException {
    Set<Path> found = new LinkedHashSet<>();
    add(found, SegmentDirectory.standard().path());
    add(found, Path.of("/run", NAME));
    // Other users' directories. They are listed, to say whose they are; whether their segments are
    // read is another question.
    addMatches(found, Path.of("/run/user"), "*", NAME);
    addMatches(found, Path.of("/dev/shm"), NAME + "-*", "");
    return found.stream().map(SegmentDirectory::new).toList();
  }

  private static void addMatches(Set<Path> found, Path parent, String glob, String name)
      throws IOException {
    if (!Files.isReadable(parent)) {
      return;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(parent, glob)) {
      for (Path entry : entries) {
        Path directory = entry.resolve(name);
        if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
          add(found, directory);
        }
      }
    }
  }

  private static void add(Set<Path> found, Path path) {
    if (Files.isDirectory(path) && Files.isReadable(path)) {
      found.add(path);
    }
  }
}
