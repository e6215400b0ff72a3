package io.shmtender.daemon.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.shmtender.daemon.files.OwnDirectory;
import io.shmtender.daemon.owner.OwnerLock;
import io.shmtender.daemon.segment.SegmentException;
import io.shmtender.daemon.segment.SegmentPublisher;
import io.shmtender.daemon.segment.SegmentSettings;
import io.shmtender.daemon.testing.Neighbour;
import io.shmtender.daemon.testing.PlantedMap;
import io.shmtender.reader.ReaderOptions;
import io.shmtender.reader.ShmReader;
import io.shmtender.reader.UntrustedSegmentException;
import io.shmtender.reader.layout.SegmentDirectory;
import io.shmtender.reader.layout.SegmentKey;
import io.shmtender.reader.layout.UntrustedException;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.testing.Await;
import io.shmtender.testing.ChildProcess;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What another user of the host tries, in and around the directory of segments. */
@Tag("process")
// What waits for a FIFO waits for ever.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class HostileNeighbourTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String SEGMENT = "0xA7000000.1.1.segment";
  private static final String LOCK = "0xA7000000.1.lock";
  private static final String WHOSE = " belongs to user 65534 (nobody), who is neither root nor";
  private static final byte[] PRIVATE =
      "a secret of more than sixty-four bytes ".repeat(9).getBytes(StandardCharsets.UTF_8);

  private static SimulatedCluster cluster;

  @TempDir private Path place;
  private Path common;
  private Path secret;

  @BeforeAll
  static void startCluster() {
    Neighbour.assumePresent();
    cluster = SimulatedCluster.builder().clusterName("prod").start();
  }

  @AfterAll
  static void stopCluster() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @BeforeEach
  void settleDown() throws IOException {
    common = Neighbour.commonGround(place);
    secret = Files.write(place.resolve("secret"), PRIVATE);
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
  }

  private static CommandRun once(Path directory, String... more) {
    List<Object> arguments = new ArrayList<>(List.of("run", "--once", "--tend-interval=10s"));
    arguments.add("--seed=127.0.0.1:" + cluster.nodes().get(0).port());
    arguments.add("--directory=" + directory);
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray());
  }

  private static void refused(CommandRun run, String message) {
    assertEquals(4, run.exitCode(), run::toString);
    assertEquals(1, run.err().lines().count(), run::err);
    assertTrue(run.err().contains(message), run::err);
  }

  private void assertSecretIsUntouched() throws IOException {
    assertArrayEquals(PRIVATE, Files.readAllBytes(secret));
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)));
    assertEquals(1, Files.getAttribute(secret, "unix:nlink"));
  }

  private static ShmReader attach(Path directory) {
    return ShmReader.attach(ReaderOptions.defaults().withDirectory(directory));
  }

  private static Path publish(Path directory) throws Exception {
    SegmentPublisher publisher =
        SegmentPublisher.open(
            SegmentSettings.defaults(new SegmentDirectory(directory), SegmentKey.DEFAULT),
            1,
            Optional.of(PlantedMap.of(5)),
            Set.of());
    publisher.close();
    return publisher.path();
  }

  @Test
  void aDirectoryThatHeMadeFirstIsNeitherWrittenNorReadAndTheErrorSaysWhoseItIs() throws Exception {
    Path directory = common.resolve("segments");
    Neighbour.does("mkdir -m 777 $1; ln -s $2 $1/" + LOCK, directory, secret);

    refused(once(directory), directory + WHOSE);
    refused(
        CommandRun.of("run", "--seed=127.0.0.1:1", "--directory=" + directory.resolve("below")),
        directory + WHOSE);
    UntrustedSegmentException unread =
        assertThrows(UntrustedSegmentException.class, () -> attach(directory));
    assertTrue(unread.getMessage().contains(directory + WHOSE), unread.getMessage());

    assertEquals(List.of(LOCK), List.of(directory.toFile().list()));
    assertSecretIsUntouched();
  }

  @Test
  void aSegmentInHisDirectoryIsListedAsForeignAndReadOnlyIfHeIsTrusted() throws Exception {
    Path directory = Files.createDirectory(common.resolve("segments"));
    Path segment = publish(directory);
    for (Path his : List.of(segment, directory)) {
      Files.setAttribute(his, "unix:uid", Neighbour.UID);
    }

    CommandRun ls = CommandRun.of("ls", "-d", directory);
    assertTrue(ls.line("0xA7000000").contains(" foreign "), ls::out);
    assertTrue(ls.line("!").contains(directory + WHOSE), ls::out);
    refused(CommandRun.of("inspect", "0xA7000000", "-d", directory), directory + WHOSE);
    refused(CommandRun.of("watch", "0xA7000000", "-n", "1", "-d", directory), directory + WHOSE);
    refused(
        CommandRun.of("route", "0xA7000000", "ns0", "s", "k", "-d", directory), directory + WHOSE);
    refused(CommandRun.of("rm", "0xA7000000", "-d", directory), directory + WHOSE);
    assertTrue(Files.exists(segment));
    assertThrows(UntrustedSegmentException.class, () -> attach(directory));

    ReaderOptions trusting =
        ReaderOptions.defaults().withDirectory(directory).withTrustedOwner(Neighbour.UID);
    try (ShmReader reader = ShmReader.attach(trusting)) {
      assertEquals(5, PlantedMap.number(reader.view()));
    }
  }

  @Test
  void whoeverRootLetOwnTheDirectoryIsReadByEverybody() throws Exception {
    Path run = Files.createDirectory(place.resolve("run"));
    Path segment = publish(run);
    for (Path his : List.of(segment, run)) {
      Files.setAttribute(his, "unix:uid", Neighbour.UID);
    }

    try (ShmReader reader = attach(run)) {
      assertEquals(5, PlantedMap.number(reader.view()));
    }
    assertTrue(CommandRun.of("ls", "-d", run).line("0xA7000000").contains(" closed "));
    refused(once(run), run + WHOSE);
  }

  @Test
  void aSegmentOfHisInOnesOwnDirectoryIsRefusedUntilItIsRemoved() throws Exception {
    Path directory = Files.createDirectory(common.resolve("segments"));
    Path his = publish(directory);
    Path fence = Files.move(his, directory.resolve("0xA7000000.999.1.segment"));
    Files.setAttribute(fence, "unix:uid", Neighbour.UID);

    refused(once(directory), fence + WHOSE);
    assertThrows(UntrustedSegmentException.class, () -> attach(directory));

    CommandRun rm = CommandRun.of("rm", "0xA7000000", "-d", directory);
    assertEquals(0, rm.exitCode(), rm::err);
    assertEquals(0, once(directory).exitCode());
    attach(directory).close();
  }

  @Test
  void aReaderKeepsItsMapWhenTheDirectoryBecomesHis() throws Exception {
    Path directory = Files.createDirectory(common.resolve("segments"));
    SegmentPublisher publisher =
        SegmentPublisher.open(
            SegmentSettings.defaults(new SegmentDirectory(directory), SegmentKey.DEFAULT),
            1,
            Optional.of(PlantedMap.of(5)),
            Set.of());
    try (ShmReader reader = attach(directory)) {
      Files.move(publisher.path(), place.resolve("moved"));
      Files.delete(directory);
      Neighbour.does("mkdir -m 777 $1", directory);
      Path forged = Files.copy(place.resolve("moved"), directory.resolve("0xA7000000.7.1.segment"));
      Files.setAttribute(forged, "unix:uid", Neighbour.UID);

      SegmentException refused =
          assertThrows(SegmentException.class, () -> publisher.heartbeat(1, true));
      assertTrue(refused.getMessage().contains(directory + WHOSE), refused.getMessage());
      publisher.abandon();
      for (int i = 0; i < 3; i++) {
        assertEquals(5, PlantedMap.number(reader.freshView()));
      }
      assertEquals(place.resolve("moved").toFile().length(), forged.toFile().length());
      assertEquals(List.of(forged.toFile().getName()), List.of(directory.toFile().list()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {LOCK, "0xA7000000.7.lock"})
  void aLockThatIsALinkHasNothingWrittenToItsTarget(String name) throws Exception {
    Path directory = Files.createDirectory(common.resolve("segments"));
    Path link = Files.createSymbolicLink(directory.resolve(name), secret);

    refused(once(directory), link + " is not a file but a symbolic link");
    publish(directory);
    refused(
        CommandRun.of("rm", "0xA7000000", "-d", directory),
        link + " is not a file but a symbolic link");
    assertSecretIsUntouched();
  }

  @Test
  void aLockThatIsAnotherNameOfAFileHasNothingWrittenToIt() throws Exception {
    Path directory = Files.createDirectory(common.resolve("segments"));
    Path lock = Files.createLink(directory.resolve(LOCK), secret);

    refused(once(directory), lock + " is a file with 2 names");
    Files.delete(lock);
    assertSecretIsUntouched();
  }

  @Test
  void aLockOfHisIsNotWaitedFor() throws Exception {
    Path directory = Files.createDirectory(common.resolve("segments"));
    Path lock = Files.createFile(directory.resolve(LOCK));
    Files.setAttribute(lock, "unix:uid", Neighbour.UID);

    refused(once(directory), lock + WHOSE);
  }

  @Test
  void whereverHisLinkLeadsAtTheMomentNothingIsWrittenThere() throws Exception {
    Path directory = common.resolve("segments");
    Path ours = Files.createDirectory(place.resolve("ours"));
    Path his = common.resolve("his");
    OwnerLock lock =
        new OwnerLock(new SegmentDirectory(directory), SegmentKey.DEFAULT, Duration.ofSeconds(30));
    SegmentSettings settings =
        SegmentSettings.defaults(new SegmentDirectory(directory), SegmentKey.DEFAULT);
    String script =
        "mkdir -m 777 $2; ln -s $2 $1; echo begins;"
            + " while :; do ln -sfnT $3 $1; ln -sfnT $2 $1; done";
    try (ChildProcess neighbour = Neighbour.starts(script, directory, his, ours)) {
      neighbour.awaitLine(LIMIT, "begins"::equals);
      for (int i = 0; i < 200; i++) {
        assertTrue(
            assertThrows(UntrustedException.class, lock::tryClaim).getMessage().contains(WHOSE));
        assertThrows(
            SegmentException.class,
            () -> SegmentPublisher.rehearse(settings, Optional.of(PlantedMap.of(1))));
        assertThrows(UntrustedSegmentException.class, () -> attach(directory));
      }
      assertTrue(neighbour.process().isAlive(), neighbour.lines()::toString);
    }
    assertEquals(List.of(), List.of(ours.toFile().list()));
    assertEquals(List.of(), List.of(his.toFile().list()));
  }

  @Test
  void nothingIsMadeWhereHisLinkLeadsWhileTheDirectoryIsMade() throws Exception {
    Path made = common.resolve("made");
    Path ours = Files.createDirectory(place.resolve("ours"));
    OwnDirectory directory =
        OwnDirectory.of(new SegmentDirectory(made.resolve("segments")), Optional.empty());
    // Never in the way for long, so that it comes between looking and making.
    String script = "echo begins; while :; do ln -s $2 $1 || :; rm -f $1 || :; done 2>/dev/null";
    try (ChildProcess neighbour = Neighbour.starts(script, made, ours)) {
      neighbour.awaitLine(LIMIT, "begins"::equals);
      int refusals = 0;
      int successes = 0;
      long end = System.nanoTime() + LIMIT.toNanos();
      while ((refusals < 50 || successes < 50) && System.nanoTime() < end) {
        try {
          directory.make();
          Files.delete(made.resolve("segments"));
          Files.delete(made);
          successes++;
        } catch (UntrustedException | NoSuchFileException e) {
          refusals++;
        }
      }
      assertTrue(neighbour.process().isAlive(), neighbour.lines()::toString);
    }
    assertEquals(List.of(), List.of(ours.toFile().list()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"FIFO", "device", "socket", "directory", "symbolic link"})
  void whatIsNoFileIsRefusedAtOnceWhereASegmentShouldBe(String kind) throws Exception {
    Path directory = Files.createDirectory(common.resolve("segments"));
    Path odd = make(kind, directory.resolve(SEGMENT));
    String said = odd + " is not a file but a " + kind;

    refused(once(directory), said);
    refused(CommandRun.of("inspect", "0xA7000000", "-d", directory), said);
    refused(CommandRun.of("watch", "0xA7000000", "-n", "1", "-d", directory), said);
    refused(CommandRun.of("route", "0xA7000000", "ns", "s", "k", "-d", directory), said);
    assertTrue(
        assertThrows(RuntimeException.class, () -> attach(directory)).getMessage().contains(said));
    CommandRun ls = CommandRun.of("ls", "-d", directory);
    assertEquals(0, ls.exitCode());
    assertTrue(ls.line("0xA7000000").contains(" damaged "), ls::out);
    assertTrue(ls.line("!").contains(said), ls::out);
    CommandRun rm = CommandRun.of("rm", "0xA7000000", "-d", directory);
    if (kind.equals("directory")) {
      refused(rm, odd + " is a directory: remove it by hand");
    } else {
      assertEquals("removed " + odd + ", which was not a segment\n", rm.out());
      assertFalse(Files.exists(odd, LinkOption.NOFOLLOW_LINKS));
    }
    assertSecretIsUntouched();
  }

  @ParameterizedTest
  @ValueSource(strings = {"FIFO", "device", "socket", "directory"})
  void whatIsNoFileIsRefusedAtOnceWhereALockShouldBe(String kind) throws Exception {
    Path directory = Files.createDirectory(common.resolve("segments"));
    Path odd = make(kind, directory.resolve(LOCK));

    refused(once(directory), odd + " is not a file but a " + kind);
    publish(directory);
    refused(
        CommandRun.of("rm", "0xA7000000", "-d", directory), odd + " is not a file but a " + kind);
  }

  private Path make(String kind, Path path) throws Exception {
    switch (kind) {
      case "FIFO" ->
          assertEquals(0, new ProcessBuilder("mkfifo", path.toString()).start().waitFor());
      case "device" ->
          assumeTrue(
              new ProcessBuilder("mknod", path.toString(), "c", "1", "5").start().waitFor() == 0,
              "this container may not make devices");
      case "directory" -> Files.createDirectory(path);
      case "symbolic link" -> Files.createSymbolicLink(path, secret);
      default -> {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
          server.bind(UnixDomainSocketAddress.of(path));
        }
      }
    }
    return path;
  }

  @Test
  void aRunningOwnerLeavesAnOddFileAloneAndSaysSoOnce() throws Exception {
    Path directory = Files.createDirectory(common.resolve("segments"));
    SegmentPublisher publisher =
        SegmentPublisher.open(
            SegmentSettings.defaults(new SegmentDirectory(directory), SegmentKey.DEFAULT),
            3,
            Optional.of(PlantedMap.of(5)),
            Set.of());
    Path odd = make("FIFO", directory.resolve(SEGMENT));
    Path draft = Files.createDirectory(directory.resolve(SEGMENT + ".draft-1-1"));
    Files.setLastModifiedTime(draft, FileTime.fromMillis(0));
    Files.createFile(draft.resolve("kept"));
    for (int i = 0; i < 3; i++) {
      publisher.heartbeat(1, true);
    }
    publisher.publish(PlantedMap.of(6), Set.of());
    publisher.close();
    assertTrue(Files.exists(odd, LinkOption.NOFOLLOW_LINKS));
    assertTrue(Files.exists(draft.resolve("kept")));
    try (ShmReader reader = attach(directory)) {
      Await.until(LIMIT, "the map", () -> PlantedMap.number(reader.view()) == 6);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"000", "077"})
  void modesAreWhatTheSettingsSayWhateverTheUmask(String umask) throws Exception {
    Path above = place.resolve("made");
    Path directory = above.resolve("segments");
    Process run =
        new ProcessBuilder(
                "sh",
                "-c",
                "umask " + umask + "; exec \"$@\"",
                "sh",
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1",
                "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
                "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "run",
                "--once",
                "--tend-interval=10s",
                "--mode=0640",
                "--seed=127.0.0.1:" + cluster.nodes().get(0).port(),
                "--directory=" + directory)
            .redirectErrorStream(true)
            .start();
    String output = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertEquals(0, run.waitFor(), output);
    assertEquals("rwxr-xr-x", mode(above));
    assertEquals("rwxr-xr-x", mode(directory));
    assertEquals("rw-r-----", mode(directory.resolve(SEGMENT)));
    assertEquals("rw-------", mode(directory.resolve(LOCK)));
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void aDirectoryThatAGroupMayWriteIsUsedIfThatIsTheConfiguredOne() throws Exception {
    Path directory = Files.createDirectory(common.resolve("segments"));
    Files.setAttribute(directory, "unix:gid", 1);
    Files.setAttribute(directory, "unix:mode", 0775);
    String group = Files.readAttributes(directory, PosixFileAttributes.class).group().getName();

    refused(once(directory), directory + " may be written by group 1 (" + group + ") (mode 775)");

    CommandRun configured = once(directory, "--group=" + group, "--mode=0640");
    assertEquals(0, configured.exitCode(), configured::err);
    attach(directory).close();
    assertEquals(0, CommandRun.of("rm", "0xA7000000", "-d", directory).exitCode());

    Files.setAttribute(directory, "unix:mode", 0777);
    refused(once(directory), directory + " may be written by everybody (mode 777)");
  }
}
