package io.shmtender.daemon.status;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds files in lists of what processes have mapped. Byte by byte: some processes have many
 * thousands of lines, and most are none of ours. For one thread.
 */
final class MappedFiles {
  private static final Logger LOG = LoggerFactory.getLogger(MappedFiles.class);
  private static final int INODE = 4;
  private static final int PATH = 5;

  private final List<Path> files = new ArrayList<>();
  private final List<Long> inodes = new ArrayList<>();
  private final byte[] buffer = new byte[8192];

  // Of the line that is read.
  private int field;
  private boolean blank;
  private long inode;
  private Path candidate;
  private final StringBuilder path = new StringBuilder();

  /** Looks for these files, as far as they are there. */
  MappedFiles(List<Path> files) {
    for (Path file : files) {
      long number = inode(file);
      if (number != 0) {
        this.files.add(file);
        inodes.add(number);
      }
    }
  }

  /** Returns a file's inode; 0 if there is no such file. */
  static long inode(Path file) {
    try {
      return (Long) Files.getAttribute(file, "unix:ino");
    } catch (IOException e) {
      LOG.trace("{} is gone", file, e);
      return 0;
    }
  }

  /** Returns whether these are the same files. */
  boolean isSame(MappedFiles other) {
    return files.equals(other.files) && inodes.equals(other.inodes);
  }

  /**
   * Returns those that are in a list of the kernel's.
   *
   * @throws IOException if it cannot be read
   */
  Set<Path> in(Path maps) throws IOException {
    Set<Path> found = new HashSet<>();
    begin();
    try (InputStream in = new FileInputStream(maps.toFile())) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        for (int i = 0; i < count; i++) {
          take(buffer[i], found);
        }
      }
    }
    return Set.copyOf(found);
  }

  private void begin() {
    field = 0;
    blank = false;
    inode = 0;
    candidate = null;
    path.setLength(0);
  }

  // A line: range, flags, offset, device, inode, path. The device is left alone: some file systems
  // tell another one here than to those who ask.
  private void take(byte c, Set<Path> found) {
    if (c == '\n') {
      if (candidate != null && path.indexOf(candidate.getFileName().toString()) >= 0) {
        found.add(candidate);
      }
      begin();
    } else if (field == PATH) {
      if (candidate != null) {
        path.append((char) (c & 0xFF));
      }
    } else if (c == ' ') {
      blank = true;
    } else {
      if (blank) {
        blank = false;
        field++;
        if (field == PATH) {
          int index = inode == 0 ? -1 : inodes.indexOf(inode);
          candidate = index < 0 ? null : files.get(index);
        }
      }
      if (field == INODE) {
        inode = 10 * inode + (c - '0');
      } else if (field == PATH && candidate != null) {
        path.append((char) (c & 0xFF));
      }
    }
  }
}
