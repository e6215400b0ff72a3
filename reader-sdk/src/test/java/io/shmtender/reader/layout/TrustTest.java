package io.shmtender.reader.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Who may have put a segment where it is. Runs as root, who gives files to others. */
// Opening a FIFO would wait for ever.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class TrustTest {
  private static final int TENDER = 64_096;
  private static final int NEIGHBOUR = 65_534;

  @TempDir private Path place;

  @BeforeEach
  void needsRoot() {
    assumeTrue(Trust.ownUser() == 0, "only root can give files to other users");
  }

  private static Path set(Path path, int owner, int group, int mode) throws IOException {
    Files.setAttribute(path, "unix:uid", owner, LinkOption.NOFOLLOW_LINKS);
    Files.setAttribute(path, "unix:gid", group, LinkOption.NOFOLLOW_LINKS);
    Files.setAttribute(path, "unix:mode", mode);
    return path;
  }

  private static Path directory(Path path, int owner, int group, int mode) throws IOException {
    return set(Files.createDirectory(path), owner, group, mode);
  }

  private static Path file(Path path, int owner, int group, int mode) throws IOException {
    return set(Files.writeString(path, "map"), owner, group, mode);
  }

  private Path sticky() throws IOException {
    return directory(place.resolve("sticky"), 0, 0, 01777);
  }

  private static void open(Path file) throws IOException {
    Trust.ofReader(null).open(file).close();
  }

  private static void refused(Executable look, String... parts) {
    UntrustedException refused = assertThrows(UntrustedException.class, look);
    for (String part : parts) {
      assertTrue(refused.getMessage().contains(part), refused.getMessage());
    }
  }

  private static void writes(Path directory) throws IOException {
    Trust.ofWriter().directory(directory, Trust.NO_GROUP);
  }

  @Test
  void aReaderBelievesWhoeverRootLetOwnTheDirectoryAndAWriterDoesNot() throws Exception {
    Path run = directory(place.resolve("run"), TENDER, TENDER, 0755);
    open(file(run.resolve("tenders"), TENDER, TENDER, 0644));
    open(file(run.resolve("roots"), 0, 0, 0640));
    Path another = file(run.resolve("neighbours"), NEIGHBOUR, NEIGHBOUR, 0644);
    refused(() -> open(another), another + " belongs to user 65534 (nobody), who is neither root");
    refused(() -> writes(run), run + " belongs to user 64096", "run this as that user");
  }

  @Test
  void nobodyBelievesWhatANeighbourMadeWhereEverybodyMayMakeSomething() throws Exception {
    Path made = directory(sticky().resolve("made"), NEIGHBOUR, NEIGHBOUR, 0755);
    Path segment = file(made.resolve("segment"), NEIGHBOUR, NEIGHBOUR, 0644);
    // Also one of root's own, which whoever owns the directory may have moved there.
    Path roots = file(made.resolve("roots"), 0, 0, 0644);
    refused(
        () -> open(segment),
        made + " belongs to user 65534 (nobody)",
        "who is neither root nor this process's user 0 (root)",
        "AEROSPIKE_SHM_TRUSTED_OWNER=65534",
        "ReaderOptions.withTrustedOwner");
    refused(() -> open(roots), made + " belongs to user 65534");
    refused(() -> writes(made), made + " belongs to user 65534");
  }

  @Test
  void onesOwnDirectoryWhereEverybodyMayMakeSomethingIsFine() throws Exception {
    Path own = directory(sticky().resolve("own"), 0, 0, 0700);
    open(file(own.resolve("segment"), 0, 0, 0600));
    writes(own);
    Trust.ofWriter().parent(own.getParent(), Trust.NO_GROUP);
  }

  @Test
  void whatIsBelowANeighboursDirectoryIsHis() throws Exception {
    Path home = directory(place.resolve("home"), NEIGHBOUR, NEIGHBOUR, 0755);
    Path below = directory(home.resolve("below"), NEIGHBOUR, NEIGHBOUR, 0755);
    Path roots = directory(home.resolve("roots"), 0, 0, 0755);
    Path theirs = file(below.resolve("segment"), NEIGHBOUR, NEIGHBOUR, 0644);
    Path ours = file(roots.resolve("segment"), 0, 0, 0644);
    refused(() -> open(theirs), home + " belongs to user 65534");
    refused(() -> open(ours), home + " belongs to user 65534");
    refused(() -> writes(roots), home + " belongs to user 65534");
  }

  @Test
  void whereEverybodyMayWriteNothingIsBelieved() throws Exception {
    for (int mode : new int[] {0757, 0777, 01777}) {
      Path open = directory(place.resolve("open" + mode), 0, 0, mode);
      Path segment = file(open.resolve("segment"), 0, 0, 0644);
      refused(
          () -> open(segment), open + " may be written by everybody (mode", "chmod o-w " + open);
      refused(() -> writes(open), open + " may be written by everybody");
    }
    Path exchangeable = directory(place.resolve("open511/below"), 0, 0, 0755);
    Path segment = file(exchangeable.resolve("segment"), 0, 0, 0644);
    refused(() -> open(segment), "open511 may be written by everybody");
    refused(() -> writes(exchangeable), "open511 may be written by everybody");
  }

  @Test
  void aGroupMayWriteADirectoryIfItsSegmentIsTheGroupsAndSoIsTheSetting() throws Exception {
    int group = 50;
    Path shared = directory(place.resolve("shared"), 0, group, 02775);
    open(file(shared.resolve("segment"), 0, group, 0640));
    Trust.ofWriter().directory(shared, group);
    Path another = file(shared.resolve("another"), 0, 0, 0640);
    refused(() -> open(another), shared + " may be written by group 50", "chmod g-w " + shared);
    UntrustedException refused = assertThrows(UntrustedException.class, () -> writes(shared));
    assertEquals(group, refused.group());
    // A member can make a directory there, and give its files to the group.
    Path members = directory(shared.resolve("members"), NEIGHBOUR, group, 0755);
    Path forged = file(members.resolve("segment"), NEIGHBOUR, group, 0644);
    refused(() -> open(forged), members + " belongs to user 65534");
  }

  @Test
  void aSegmentThatOthersMayWriteIsNotBelieved() throws Exception {
    for (int mode : new int[] {0646, 0664}) {
      Path segment = file(place.resolve("segment" + mode), 0, 0, mode);
      refused(() -> open(segment), segment + " may be written by");
    }
  }

  @Test
  void oneMoreUserIsTrustedIfTheApplicationSaysSo() throws Exception {
    Path made = directory(sticky().resolve("made"), TENDER, TENDER, 0755);
    Path segment = file(made.resolve("segment"), TENDER, TENDER, 0644);
    Trust.ofReader(TENDER).open(segment).close();
    refused(() -> Trust.ofReader(NEIGHBOUR).open(segment).close(), "belongs to user 64096");
    set(made, TENDER, TENDER, 0777);
    refused(() -> Trust.ofReader(TENDER).open(segment).close(), "may be written by everybody");
  }

  @Test
  void aLinkOnTheWayIsFollowedIfItIsNoNeighbours() throws Exception {
    Path run = directory(place.resolve("run"), TENDER, TENDER, 0755);
    file(run.resolve("segment"), TENDER, TENDER, 0644);
    Path ours = Files.createSymbolicLink(sticky().resolve("ours"), run);
    Path theirs = Files.createSymbolicLink(place.resolve("sticky/theirs"), run);
    Files.setAttribute(theirs, "unix:uid", NEIGHBOUR, LinkOption.NOFOLLOW_LINKS);
    Files.createSymbolicLink(place.resolve("relative"), Path.of("sticky/../sticky/./ours"));
    open(ours.resolve("segment"));
    open(place.resolve("relative/segment"));
    open(place.resolve("sticky/../run/segment"));
    refused(() -> open(theirs.resolve("segment")), theirs + " belongs to user 65534");
    refused(() -> open(place.resolve("sticky/theirs/../run/segment")), theirs + " belongs to user");
    refused(() -> writes(theirs), theirs + " belongs to user 65534");
    Path loop = Files.createSymbolicLink(place.resolve("loop"), Path.of("loop"));
    FileSystemException endless = assertThrows(FileSystemException.class, () -> writes(loop));
    assertEquals("it is a symbolic link, not a directory", endless.getReason());
  }

  @Test
  @Tag("process")
  void whatIsNoFileIsRefusedAtOnceAndByName() throws Exception {
    Path fifo = place.resolve("fifo");
    assertEquals(0, new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor());
    Path socket = place.resolve("socket");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
    }
    Path link = Files.createSymbolicLink(place.resolve("link"), place.resolve("target"));
    file(place.resolve("target"), 0, 0, 0644);
    irregular(fifo, "a FIFO");
    irregular(socket, "a socket");
    irregular(link, "a symbolic link");
    irregular(directory(place.resolve("directory"), 0, 0, 0755), "a directory");
    assertThrows(NoSuchFileException.class, () -> open(place.resolve("none")));
    assertThrows(NoSuchFileException.class, () -> open(place.resolve("none/segment")));
    assertThrows(FileSystemException.class, () -> open(place.resolve("target/segment")));
  }

  @Test
  @Tag("process")
  void aDeviceIsNotOpened() throws Exception {
    Path device = place.resolve("device");
    assumeTrue(
        new ProcessBuilder("mknod", device.toString(), "c", "1", "3").start().waitFor() == 0,
        "this container may not make devices");
    irregular(device, "a device");
  }

  private static void irregular(Path path, String kind) {
    String message = path + " is not a file but " + kind;
    assertEquals(
        message, assertThrows(IrregularFileException.class, () -> open(path)).getMessage());
    assertEquals(
        message,
        assertThrows(IrregularFileException.class, () -> Trust.ofWriter().file(path)).getMessage());
  }

  @Test
  void aFileThatIsToBeChangedIsThisUsersOrRoots() throws Exception {
    Trust.ofWriter().file(file(place.resolve("own"), 0, 0, 0600));
    Path foreign = file(place.resolve("foreign"), NEIGHBOUR, 0, 0600);
    refused(() -> Trust.ofWriter().file(foreign), foreign + " belongs to user 65534");
  }
}
