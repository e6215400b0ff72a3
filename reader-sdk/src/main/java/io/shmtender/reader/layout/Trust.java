package io.shmtender.reader.layout;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * Whom a process lets decide what it reads, and where it writes: root, its own user, and for a
 * reader whoever root let own the directory.
 *
 * <p>A segment says to which servers an application sends its records and the hash of its password,
 * so that what counts is who can have put it where it is. Nobody else can if each directory on the
 * way from the root is root's or the process's user's, and nobody else may write it; but in a
 * sticky directory, such as /tmp, everybody may, since nobody there can touch an entry that is
 * another's. The last directory may also be of any other user if nobody but root or the process's
 * user can have put it there: that is how /run/aerospike-shm-tender is the tender's. A segment is
 * root's, the process's user's or its directory's owner's. Links on the way are followed if they
 * are root's or the process's user's.
 *
 * <p>In such a place nobody else can exchange one entry for another either, so that what is looked
 * at first is what is opened then. An entry's owner is looked at before its mode: from then on even
 * in a sticky directory it stays what it is.
 *
 * <p>Start-up: it is one class and asks for one attribute at a time, {@code
 * docs/design/start-up.md}. For one thread at a time.
 */
public final class Trust {
  /** The environment variable that names one more user for readers, by id. */
  public static final String VARIABLE = "AEROSPIKE_SHM_TRUSTED_OWNER";

  /** For a directory that no group may write. */
  public static final int NO_GROUP = -1;

  /** For a directory that any group may write. */
  public static final int ANY_GROUP = -2;

  // The bits of a mode.
  static final int TYPE = 0170000;
  static final int DIRECTORY = 0040000;
  static final int LINK = 0120000;
  static final int EVERYBODY_WRITES = 0002;
  private static final int REGULAR = 0100000;
  private static final int STICKY = 01000;
  private static final int GROUP_WRITES = 0020;

  private static final int ROOT = 0;
  private static final int UNKNOWN = -1;
  private static final int NOT_READ = -2;
  // As the kernel.
  private static final int MAX_LINKS = 40;

  private final boolean reads;
  private int self = NOT_READ;
  private int also;
  // The group that may write directories.
  private int group;
  // Whose group that is, as long as nobody had to know; else null.
  private Path groupOf;
  // Of the directory that was walked to.
  private int mode;

  private Trust(boolean reads, int also) {
    this.reads = reads;
    this.also = also;
  }

  /**
   * Returns a reader's.
   *
   * @param also one more user to trust, by id; null for the one that {@value #VARIABLE} names
   */
  public static Trust ofReader(Integer also) {
    return new Trust(true, also == null ? NOT_READ : also);
  }

  /** Returns that of who writes, which goes to its own user's and root's directories only. */
  public static Trust ofWriter() {
    return new Trust(false, UNKNOWN);
  }

  /** Returns the id of this process's user; -1 without /proc, where it is unknown. */
  public static int ownUser() {
    try {
      return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    } catch (IOException | UnsupportedOperationException e) {
      return UNKNOWN;
    }
  }

  /**
   * Opens a segment for reading, if nobody who is not trusted can have put it there. Opens nothing
   * else: opening a FIFO waits for whoever writes into it, and opening a device can do anything.
   *
   * @throws UntrustedException if somebody else could have put it there
   * @throws IrregularFileException if it is not a regular file
   * @throws java.nio.file.NoSuchFileException if there is none
   * @throws java.io.FileNotFoundException if there is none any more, or this user may not read it
   * @throws IOException if this user may not look
   */
  public RandomAccessFile open(Path file) throws IOException {
    while (true) {
      Object checked = segment(file);
      RandomAccessFile opened = new RandomAccessFile(file.toFile(), "r");
      boolean isChecked = false;
      try {
        // Somebody who is trusted may have put another one in its place meanwhile.
        isChecked = inode(file).equals(checked);
        if (isChecked) {
          return opened;
        }
      } finally {
        if (!isChecked) {
          opened.close();
        }
      }
    }
  }

  // Returns its inode.
  private Object segment(Path file) throws IOException {
    Object inode = inode(file);
    // The group is what its owner set it to: he lets that group write the directory, too.
    groupOf = file;
    Path directory = checkedDirectory(file.toAbsolutePath().getParent());
    int permissions = requireRegular(file);
    int owner = owner(file);
    if (owner != ROOT && owner != owner(directory)) {
      requireTrusted(file, owner);
    }
    if ((permissions & (EVERYBODY_WRITES | GROUP_WRITES)) != 0) {
      throw Distrust.ofMode(file, permissions, reads);
    }
    return inode;
  }

  /**
   * Checks a file that is to be changed, in a directory that was checked.
   *
   * @throws UntrustedException if it is neither this user's nor root's
   * @throws IrregularFileException if it is not a regular file
   * @throws java.nio.file.NoSuchFileException if there is none
   * @throws IOException if this user may not look
   */
  public void file(Path file) throws IOException {
    requireRegular(file);
    requireTrusted(file, owner(file));
  }

  // Returns its mode.
  private static int requireRegular(Path path) throws IOException {
    int mode = mode(path);
    if ((mode & TYPE) != REGULAR) {
      throw Distrust.ofType(path, mode);
    }
    return mode;
  }

  /**
   * Checks a directory and the way to it.
   *
   * @param writers the id of the group that may write there; {@link #NO_GROUP}, {@link #ANY_GROUP}
   * @throws UntrustedException if somebody else could exchange it or what is in it
   * @throws java.nio.file.NoSuchFileException if it, or a directory on the way, does not exist
   * @throws IOException if it is no directory, or this user may not look
   */
  public void directory(Path path, int writers) throws IOException {
    group = writers;
    groupOf = null;
    checkedDirectory(path.toAbsolutePath());
  }

  private Path checkedDirectory(Path path) throws IOException {
    Path directory = walk(path, MAX_LINKS);
    if (mayBeWritten(directory)) {
      throw Distrust.ofMode(directory, mode, reads);
    }
    return directory;
  }

  /**
   * Checks a directory as {@link #directory}, in which another is to be made: a sticky one will do.
   */
  public void parent(Path path, int writers) throws IOException {
    group = writers;
    groupOf = null;
    requireNotExchanged(walk(path.toAbsolutePath(), MAX_LINKS));
  }

  private void requireNotExchanged(Path parent) throws IOException {
    if ((mode & STICKY) == 0 && mayBeWritten(parent)) {
      throw Distrust.ofMode(parent, mode, reads);
    }
  }

  private boolean mayBeWritten(Path path) throws IOException {
    return (mode & EVERYBODY_WRITES) != 0 || ((mode & GROUP_WRITES) != 0 && !groupMay(path));
  }

  private boolean groupMay(Path path) throws IOException {
    if (groupOf != null) {
      group = group(groupOf);
      groupOf = null;
    }
    return group == ANY_GROUP || group == group(path);
  }

  // Returns the directory that the path leads to, without links, having looked at its mode.
  private Path walk(Path path, int links) throws IOException {
    Path at = path.getRoot();
    requireTrusted(at, owner(at));
    mode = mode(at);
    int last = path.getNameCount() - 1;
    for (int i = 0; i <= last; i++) {
      Path name = path.getName(i);
      Path parent = at;
      if (name.toString().equals("..")) {
        // No link leads here any more: the parent is the one that is written.
        at = at.getNameCount() > 1 ? at.getParent() : path.getRoot();
        mode = mode(at);
        continue;
      }
      requireNotExchanged(parent);
      // Those who may write the parent may also have made the directory.
      boolean mayBePlaced = reads && i == last && (mode & (EVERYBODY_WRITES | GROUP_WRITES)) == 0;
      at = at.resolve(name);
      int owner = owner(at);
      mode = mode(at);
      int type = mode & TYPE;
      if (!mayBePlaced || type != DIRECTORY) {
        requireTrusted(at, owner);
      }
      if (type == LINK && links > 0) {
        Path target = parent.resolve(Files.readSymbolicLink(at));
        return walk(i == last ? target : target.resolve(path.subpath(i + 1, last + 1)), links - 1);
      }
      if (type != DIRECTORY) {
        throw Distrust.noDirectory(at, mode);
      }
    }
    return at;
  }

  private static Object inode(Path path) throws IOException {
    return Files.getAttribute(path, "unix:ino", LinkOption.NOFOLLOW_LINKS);
  }

  private static int owner(Path path) throws IOException {
    return (Integer) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
  }

  private static int mode(Path path) throws IOException {
    return (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
  }

  static int group(Path path) throws IOException {
    return (Integer) Files.getAttribute(path, "unix:gid", LinkOption.NOFOLLOW_LINKS);
  }

  private void requireTrusted(Path path, int owner) throws IOException {
    if (owner == ROOT) {
      return;
    }
    if (self == NOT_READ) {
      self = ownUser();
    }
    if (owner == self) {
      return;
    }
    if (also == NOT_READ) {
      String id = System.getenv(VARIABLE);
      also = id == null || id.isEmpty() ? UNKNOWN : Distrust.parse(id);
    }
    if (owner != also) {
      throw Distrust.ofOwner(path, owner, self, reads);
    }
  }
}
