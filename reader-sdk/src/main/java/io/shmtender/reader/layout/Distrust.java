package io.shmtender.reader.layout;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;

/**
 * Makes the exceptions of {@link Trust}, in a class of its own as those of reading are: who finds
 * nothing wrong does not load it.
 */
final class Distrust {
  private static final int PERMISSIONS = 07777;
  private static final int FIFO = 0010000;
  private static final int SOCKET = 0140000;

  private Distrust() {}

  static IOException ofOwner(Path path, int owner, int self, boolean reads) throws IOException {
    return new UntrustedException(
        path
            + " belongs to user "
            + numbered(owner, attributes(path).owner().getName())
            + ", who is neither root nor this process's user "
            + numbered(self, System.getProperty("user.name"))
            + (reads
                ? ": whoever owns it decides which servers get this process's commands. Remove it or"
                    + " name another directory; if that user is to be trusted, say so by "
                    + Trust.VARIABLE
                    + "="
                    + owner
                    + " or ReaderOptions.withTrustedOwner"
                : ": whoever owns it could change what this process writes and others read there."
                    + " Remove it, name another directory, or run this as that user"),
        Trust.NO_GROUP);
  }

  static IOException ofMode(Path path, int mode, boolean reads) throws IOException {
    int group = Trust.group(path);
    boolean everybody = (mode & Trust.EVERYBODY_WRITES) != 0;
    return new UntrustedException(
        path
            + " may be written by "
            + (everybody
                ? "everybody"
                : "group " + numbered(group, attributes(path).group().getName()))
            + " (mode "
            + Integer.toOctalString(mode & PERMISSIONS)
            + "), who could change what is read there. Take that away by 'chmod "
            + (everybody ? "o" : "g")
            + "-w "
            + path
            + "', or name another directory"
            + (everybody || reads ? "" : "; or, if that group may, set it as 'group'"),
        everybody ? Trust.NO_GROUP : group);
  }

  static IOException ofType(Path path, int mode) {
    return new IrregularFileException(path + " is not a file but " + kind(mode));
  }

  static IOException noDirectory(Path path, int mode) {
    return new FileSystemException(
        path.toString(), null, "it is " + kind(mode) + ", not a directory");
  }

  private static String kind(int mode) {
    int type = mode & Trust.TYPE;
    if (type == Trust.LINK) {
      return "a symbolic link";
    }
    if (type == Trust.DIRECTORY) {
      return "a directory";
    }
    if (type == FIFO) {
      return "a FIFO";
    }
    return type == SOCKET ? "a socket" : "a device";
  }

  static int parse(String id) throws IOException {
    try {
      int user = Integer.parseInt(id);
      if (user >= 0) {
        return user;
      }
    } catch (NumberFormatException e) {
      // As a negative one.
    }
    throw new UntrustedException(
        Trust.VARIABLE + " is '" + id + "', which is no user's id: write what 'id -u NAME' shows",
        Trust.NO_GROUP);
  }

  private static PosixFileAttributes attributes(Path path) throws IOException {
    return Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  // Where there is no name, the file system has the number again and the JVM a question mark.
  private static String numbered(int id, String name) {
    String number = Integer.toString(id);
    return name.equals(number) || name.equals("?") ? number : number + " (" + name + ")";
  }
}
