package io.shmtender.daemon.segment;

import io.shmtender.reader.layout.SegmentDirectory;
import io.shmtender.reader.layout.SegmentFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Files that are being made. One that was left by a killed daemon is removed when it is old. */
final class DraftFiles {
  private static final Logger LOG = LoggerFactory.getLogger(DraftFiles.class);
  private static final String INFIX = ".draft-";
  // Making a file takes milliseconds; nobody still works on one of this age.
  private static final Duration ABANDONED = Duration.ofMinutes(10);

  private DraftFiles() {}

  static Path path(SegmentDirectory directory, SegmentFile file) {
    return directory
        .path()
        .resolve(file.name() + INFIX + ProcessHandle.current().pid() + "-" + System.nanoTime());
  }

  static void removeAbandoned(SegmentDirectory directory) throws IOException {
    Instant limit = Instant.now().minus(ABANDONED);
    for (String name : directory.names()) {
      Path draft = directory.path().resolve(name);
      if (name.contains(".segment" + INFIX) && isOlder(draft, limit)) {
        Files.deleteIfExists(draft);
      }
    }
  }

  private static boolean isOlder(Path draft, Instant limit) throws IOException {
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(draft, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      // A directory is nobody's draft, and need not be empty.
      return !attributes.isDirectory() && attributes.lastModifiedTime().toInstant().isBefore(limit);
    } catch (NoSuchFileException e) {
      LOG.debug("another daemon's draft is gone already", e);
      return false;
    }
  }
}
