package io.shmtender.daemon.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;

/**
 * Which file an entry of a directory is, and how many entries it has. A link is one itself; nothing
 * is opened, since closing a descriptor would drop the locks that this process has on the file.
 *
 * @param device the file system
 * @param number the file in it
 * @param names how many entries lead to it
 */
public record Inode(long device, long number, int names) {
  /**
   * Looks at an entry.
   *
   * @throws java.nio.file.NoSuchFileException if there is none
   * @throws IOException if this user may not look
   */
  public static Inode of(Path path) throws IOException {
    Map<String, Object> attributes =
        Files.readAttributes(path, "unix:dev,ino,nlink", LinkOption.NOFOLLOW_LINKS);
    return new Inode(
        (Long) attributes.get("dev"),
        (Long) attributes.get("ino"),
        (Integer) attributes.get("nlink"));
  }

  /** Returns whether it is the same file, however many entries lead to it by now. */
  public boolean isSame(Inode other) {
    return number == other.number && device == other.device;
  }
}
