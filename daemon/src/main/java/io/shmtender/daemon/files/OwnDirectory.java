package io.shmtender.daemon.files;

import io.shmtender.reader.layout.SegmentDirectory;
import io.shmtender.reader.layout.Trust;
import io.shmtender.reader.layout.UntrustedException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A directory of segments that is to be this user's or root's, and that nobody else may write. */
public final class OwnDirectory {
  private static final Logger LOG = LoggerFactory.getLogger(OwnDirectory.class);
  // A segment's own mode says who may read it; the names in here are no secret.
  private static final Set<PosixFilePermission> MODE =
      Set.copyOf(PosixFilePermissions.fromString("rwxr-xr-x"));
  private static final Set<PosixFilePermission> PRIVATE =
      Set.copyOf(PosixFilePermissions.fromString("rwx------"));

  private final SegmentDirectory directory;
  private final int writers;
  private final Optional<String> group;

  private OwnDirectory(SegmentDirectory directory, int writers, Optional<String> group) {
    this.directory = directory;
    this.writers = writers;
    this.group = group;
  }

  /** Begins with a directory that the group of the settings may write, if there is one. */
  public static OwnDirectory of(SegmentDirectory directory, Optional<String> group) {
    return new OwnDirectory(directory, Trust.NO_GROUP, group);
  }

  /** Begins with a directory that some group may write: for who does not know the settings. */
  public static OwnDirectory ofAnyGroup(SegmentDirectory directory) {
    return new OwnDirectory(directory, Trust.ANY_GROUP, Optional.empty());
  }

  /**
   * Makes the directory, and those on the way to it, if it is not there; and checks it.
   *
   * @throws UntrustedException if it is somebody else's, or somebody else may write there
   * @throws IOException if it cannot be made
   */
  public void make() throws IOException {
    Path path = directory.path().toAbsolutePath();
    Deque<Path> missing = new ArrayDeque<>();
    for (Path at = path; Files.notExists(at); at = at.getParent()) {
      missing.push(at);
    }
    for (Path each : missing) {
      // Each time anew: somebody else may have made the one before.
      checkParent(each.getParent());
      make(each, each.equals(path) && directory.isLastResort() ? PRIVATE : MODE);
    }
    check();
  }

  private static void make(Path path, Set<PosixFilePermission> mode) throws IOException {
    try {
      Files.createDirectory(path, PosixFilePermissions.asFileAttribute(mode));
    } catch (FileAlreadyExistsException e) {
      LOG.debug("somebody else was faster: the check tells whether that matters", e);
      return;
    }
    // The umask had a say in it.
    view(path).setPermissions(mode);
  }

  static PosixFileAttributeView view(Path path) {
    // By a descriptor that is not opened through a link.
    return Files.getFileAttributeView(
        path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * Checks the directory.
   *
   * @throws UntrustedException if it is somebody else's, or somebody else may write there
   * @throws IOException if it is none, or this user may not look
   */
  public void check() throws IOException {
    try {
      Trust.ofWriter().directory(directory.path(), writers);
    } catch (UntrustedException e) {
      Trust.ofWriter().directory(directory.path(), configured(e));
    }
  }

  private void checkParent(Path path) throws IOException {
    try {
      Trust.ofWriter().parent(path, writers);
    } catch (UntrustedException e) {
      Trust.ofWriter().parent(path, configured(e));
    }
  }

  // The id of the group that may write there, if it is the one of the settings.
  private int configured(UntrustedException objection) throws IOException {
    if (objection.group() != Trust.NO_GROUP && group.isPresent()) {
      UserPrincipalLookupService groups =
          directory.path().getFileSystem().getUserPrincipalLookupService();
      if (groups
          .lookupPrincipalByGroupName(Integer.toString(objection.group()))
          .equals(groups.lookupPrincipalByGroupName(group.get()))) {
        return objection.group();
      }
    }
    throw objection;
  }
}
