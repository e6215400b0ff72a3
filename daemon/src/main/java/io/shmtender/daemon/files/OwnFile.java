package io.shmtender.daemon.files;

import io.shmtender.reader.layout.IrregularFileException;
import io.shmtender.reader.layout.Trust;
import io.shmtender.reader.layout.UntrustedException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** Opens files for reading and writing, in a directory that was checked. */
public final class OwnFile {
  private static final Set<PosixFilePermission> PRIVATE =
      Set.copyOf(PosixFilePermissions.fromString("rw-------"));

  private OwnFile() {}

  /**
   * Makes a file, which nobody but this user may open.
   *
   * @throws java.nio.file.FileAlreadyExistsException if the name is taken, be it by a link
   * @throws IOException if it cannot be made
   */
  public static FileChannel create(Path path) throws IOException {
    // The umask cannot add anything, and nobody takes from himself.
    return FileChannel.open(
        path,
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
        PosixFilePermissions.asFileAttribute(PRIVATE));
  }

  /**
   * Opens a file up to others, once it is complete.
   *
   * @param group whose it is from now on; empty to leave it
   * @throws IOException if that cannot be changed
   */
  public static void share(Path path, Set<PosixFilePermission> mode, Optional<String> group)
      throws IOException {
    PosixFileAttributeView attributes = OwnDirectory.view(path);
    if (group.isPresent()) {
      attributes.setGroup(
          path.getFileSystem()
              .getUserPrincipalLookupService()
              .lookupPrincipalByGroupName(group.get()));
    }
    // Not given when creating, where the umask would cut it down.
    attributes.setPermissions(mode);
  }

  /**
   * Opens a file that is there. Looks first, since opening a FIFO waits, and opening a device can
   * do anything: in a directory that was checked nobody else can exchange one for the other
   * meanwhile.
   *
   * @throws NoSuchFileException if there is none
   * @throws IrregularFileException if it is not a regular file
   * @throws UntrustedException if it is neither this user's nor root's
   * @throws IOException if it may not be opened
   */
  public static FileChannel open(Path path) throws IOException {
    while (true) {
      Inode checked = Inode.of(path);
      Trust.ofWriter().file(path);
      FileChannel channel =
          FileChannel.open(
              path, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
      boolean isChecked = false;
      try {
        isChecked = Inode.of(path).isSame(checked);
        if (isChecked) {
          return channel;
        }
      } finally {
        if (!isChecked) {
          channel.close();
        }
      }
    }
  }
}
