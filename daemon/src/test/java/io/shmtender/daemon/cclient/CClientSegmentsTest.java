package io.shmtender.daemon.cclient;

import static org.junit.jupiter.api.Assertions.*;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.shmtender.daemon.segment.SegmentSettings;
import io.shmtender.reader.ClusterMap;
import io.shmtender.reader.NamespaceMap;
import io.shmtender.reader.Node;
import io.shmtender.reader.layout.SegmentDirectory;
import io.shmtender.reader.layout.SegmentKey;
import io.shmtender.testing.Await;
import io.shmtender.testing.ChildJvm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** One owner in this process, and what other processes do to its segment. */
@Tag("slow")
@Tag("once") // Waits that C clients make necessary, the same on every JDK.
final class CClientSegmentsTest {
  // What is taken over or repaired here is so for another reason than that it has passed.
  private static final Duration THRESHOLD = Duration.ofHours(1);
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final int SLOT_LENGTH = 424;
  private static final int ACTIVE = 420;

  @TempDir Path directory;

  private final Recorder recorder = new Recorder();
  private final List<AutoCloseable> open = new ArrayList<>();
  private SegmentKey key;
  private Conductor conductor;

  @BeforeEach
  void chooseKey() throws CClientException {
    key = AttachedSegment.unusedKey();
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable closeable : open) {
      closeable.close();
    }
    if (conductor != null) {
      conductor.close();
    }
    AttachedSegment.remove(key);
  }

  private AttachedSegment own(ClusterMap map, int maxNodes, int maxNamespaces) {
    conductor = start(THRESHOLD, map, maxNodes, maxNamespaces);
    return keep(AttachedSegment.of(key));
  }

  private Conductor start(Duration threshold, ClusterMap map, int maxNodes, int maxNamespaces) {
    return Conductor.start(
        directory,
        threshold,
        recorder,
        map,
        new CClientSettings(key, CClientLayout.V6_4, maxNodes, maxNamespaces));
  }

  private <T extends AutoCloseable> T keep(T closeable) {
    open.add(closeable);
    return closeable;
  }

  private static void within(Duration limit, String what, BooleanSupplier condition) {
    Await.until(limit, what, condition);
  }

  // Numbers of nodes; each namespace's partitions go around, with as many replicas.
  private static ClusterMap map(List<Integer> nodes, int replicas, String... namespaces) {
    List<Node> all = nodes.stream().sorted().map(CClientSegmentsTest::node).toList();
    List<NamespaceMap> maps = new ArrayList<>();
    for (String namespace : namespaces) {
      short[][] holders = new short[replicas][NamespaceMap.PARTITIONS];
      for (int replica = 0; replica < replicas; replica++) {
        for (int partition = 0; partition < NamespaceMap.PARTITIONS; partition++) {
          holders[replica][partition] = (short) ((partition + replica) % all.size());
        }
      }
      maps.add(
          new NamespaceMap(
              namespace, false, holders, new int[NamespaceMap.PARTITIONS], new int[all.size()]));
    }
    return new ClusterMap("", all, maps);
  }

  private static Node node(int number) {
    return node(number, 3000 + number);
  }

  private static Node node(int number, int port) {
    return new Node("N" + (100 + number), "127.0.0.1", port, "", "8.1.0.0", 15, 0, true);
  }

  private static int slot(int slot) {
    return 56 + slot * SLOT_LENGTH;
  }

  private static int entry(int maxNodes, int partition) {
    return slot(maxNodes) + 40 + 16 * partition;
  }

  private static String nodes(AttachedSegment segment) {
    StringBuilder text = new StringBuilder();
    for (int slot = 0; slot < segment.i32(12); slot++) {
      text.append(segment.text(slot(slot), 20));
      text.append(segment.u8(slot(slot) + ACTIVE) == 1 ? "+" : "-");
    }
    return text.toString();
  }

  // ---- Publishing ----

  @Test
  void nodesKeepTheirSlotsForEver() {
    AttachedSegment segment = own(map(List.of(1, 2, 3), 2, "test"), 16, 8);
    assertEquals("N101+N102+N103+", nodes(segment));
    int generation = segment.i32(20);

    conductor.publish(map(List.of(1, 3), 2, "test"));
    assertEquals("N101+N102-N103+", nodes(segment));
    assertEquals(generation + 1, segment.i32(20));

    conductor.publish(map(List.of(0, 1, 3, 4), 2, "test"));
    assertEquals("N101+N102-N103+N100+N104+", nodes(segment));
    within(
        LIMIT,
        "the first node by name, which is in the fourth slot",
        () -> segment.i32(entry(16, 0)) == 4);

    conductor.publish(map(List.of(0, 1, 2, 3, 4), 2, "test"));
    assertEquals("N101+N102+N103+N100+N104+", nodes(segment));
    assertEquals(generation + 3, segment.i32(20));
  }

  @Test
  void aNodeThatJoinsIsKnownBeforeItGetsCommands() {
    AttachedSegment segment = own(map(List.of(1, 2), 1, "test"), 16, 8);
    long start = System.nanoTime();
    conductor.publish(map(List.of(1, 2, 3), 1, "test"));

    assertEquals("N101+N102+N103+", nodes(segment));
    assertEquals(1, segment.i32(entry(16, 2)), "where it was before");
    assertEquals(2, segment.i32(entry(16, 4)), "moved between nodes that are known");
    within(LIMIT, "commands for it", () -> segment.i32(entry(16, 2)) == 3);
    assertTrue(System.nanoTime() - start >= 1_900_000_000L, "followers look once per second");

    conductor.publish(map(List.of(4), 1, "test"));
    assertEquals(4, segment.i32(entry(16, 0)), "nobody else is left to pass it on");
  }

  @Test
  void commandsForANodeThatMovedTakeAnotherWayMeanwhile() {
    AttachedSegment segment = own(map(List.of(1, 2), 1, "test"), 16, 8);
    ClusterMap before = map(List.of(1, 2), 1, "test");
    conductor.publish(
        new ClusterMap("", List.of(before.nodes().get(0), node(2, 4002)), before.namespaces()));

    assertEquals("N101+N102-", nodes(segment), "gone, for followers to forget its address");
    assertEquals(1, segment.i32(entry(16, 1)));
    within(
        LIMIT,
        "commands for it",
        () -> nodes(segment).equals("N101+N102+") && segment.i32(entry(16, 1)) == 2);
    assertEquals(4002, Short.toUnsignedInt(Short.reverseBytes((short) segment.u16(slot(1) + 26))));
  }

  @Test
  void aMapThatOnlyMovesPartitionsLeavesTheNodesGeneration() {
    AttachedSegment segment = own(map(List.of(1, 2), 1, "test"), 16, 8);
    int generation = segment.i32(20);
    assertEquals(0, segment.i32(entry(16, 0) + 4));

    conductor.publish(map(List.of(1, 2), 2, "test"));

    assertEquals(2, segment.i32(entry(16, 0) + 4));
    assertEquals(2, segment.u8(slot(16) + 32), "replica_size follows the replication factor");
    assertEquals(generation, segment.i32(20));
    conductor.publish(map(List.of(1, 2), 1, "test"));
    assertEquals(1, segment.u8(slot(16) + 32));
    assertEquals(0, recorder.repairedWords.get());
  }

  @Test
  void changedRacksMoveTheRebalanceGeneration() {
    AttachedSegment segment = own(map(List.of(1), 1, "test"), 16, 8);
    int generation = segment.i32(52);
    NamespaceMap inRack =
        new NamespaceMap("test", false, new short[1][4096], new int[4096], new int[] {9});

    conductor.publish(new ClusterMap("", List.of(node(1)), List.of(inRack)));

    assertEquals(9, segment.i32(slot(0) + 416));
    assertEquals(generation + 1, segment.i32(52));
  }

  @Test
  void aNodeAtAnotherAddressIsGoneForAWhileSoThatFollowersTakeTheNewOne() {
    AttachedSegment segment = own(map(List.of(1, 2), 1, "test"), 16, 8);
    ClusterMap before = map(List.of(1, 2), 1, "test");

    conductor.publish(new ClusterMap("", List.of(node(1), node(2, 4444)), before.namespaces()));

    assertEquals("N101+N102-", nodes(segment));
    int generation = segment.i32(20);
    within(LIMIT, "the node's return", () -> segment.i32(20) == generation + 1);
    assertEquals("N101+N102+", nodes(segment));
    assertEquals(4444 >> 8, segment.u8(slot(1) + 26));
    assertEquals(4444 & 0xFF, segment.u8(slot(1) + 27));
  }

  @Test
  void neverMoreSlotsAreUsedThanConfigured() {
    AttachedSegment segment = own(map(List.of(1, 2, 3, 4), 2, "one", "two"), 3, 1);
    assertEquals("N101+N102+N103+", nodes(segment));
    assertEquals(1, segment.i32(28));
    assertEquals("one", segment.text(slot(3), 32));
    assertEquals(List.of("1 nodes, 1 namespaces"), recorder.capacity);
    for (int partition = 0; partition < 4096; partition++) {
      int master = partition % 4;
      // Where the node without a slot is the master, its prole passes commands on.
      int expected = master < 3 ? master + 1 : 1;
      assertEquals(expected, segment.i32(entry(3, partition)), "master of " + partition);
      int prole = (partition + 1) % 4;
      assertEquals(prole < 3 ? prole + 1 : 0, segment.i32(entry(3, partition) + 4));
    }

    conductor.publish(map(List.of(1, 2, 3), 2, "one"));
    assertEquals(List.of("1 nodes, 1 namespaces", "0 nodes, 0 namespaces"), recorder.capacity);
  }

  @Test
  void aSegmentThatIsTooSmallIsAnnouncedOnceForEachKindOfThing() {
    ListAppender<ILoggingEvent> appender = new ListAppender<>();
    Logger logger = (Logger) LoggerFactory.getLogger(OwnedSegment.class.getPackageName());
    appender.start();
    logger.addAppender(appender);
    keep(() -> logger.detachAppender(appender));
    ClusterMap tooLarge = map(List.of(1, 2, 3, 4), 2, "one", "two");
    CClientSettings small = new CClientSettings(key, CClientLayout.V6_4, 3, 1);

    // What a daemon does before it is the owner.
    SegmentSettings tender =
        SegmentSettings.defaults(new SegmentDirectory(directory), SegmentKey.DEFAULT);
    CClientSegments segments = new CClientSegments(List.of(small), tender, CClientListener.NONE);
    segments.rehearse(Optional.of(tooLarge));
    segments.prepareTakeover(Optional.of(tooLarge));
    segments.release();
    assertEquals(List.of(), errors(appender));
    own(tooLarge, 3, 1);
    List<String> errors = errors(appender);
    assertEquals(2, errors.size(), errors.toString());
    assertTrue(errors.get(0).contains("no slot for the nodes N104."), errors.toString());
    assertTrue(errors.get(1).contains("no table for the namespaces two,"), errors.toString());
  }

  private static List<String> errors(ListAppender<ILoggingEvent> appender) {
    return appender.list.stream()
        .filter(event -> event.getLevel() == Level.ERROR)
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  // ---- Locks left behind ----

  @Test
  void aReaderCountLeftBehindIsTakenOff() {
    AttachedSegment segment = own(map(List.of(1, 2), 1, "test"), 16, 8);
    int generation = segment.i32(20);

    segment.i32(slot(1) + 20, 3);
    conductor.publish(map(List.of(1, 2, 3), 1, "test"));
    conductor.publish(map(List.of(1, 3), 1, "test"));

    assertEquals(generation + 2, segment.i32(20), "changes do not wait for it");
    within(LIMIT, "the lock to be free", () -> segment.i32(slot(1) + 20) == 0);
    within(LIMIT, "that it is told", () -> recorder.repairedLocks.get() == 1);
  }

  @Test
  void readersWhoComeAndGoKeepTheirCount() {
    AttachedSegment segment = own(map(List.of(1, 2), 1, "test"), 16, 8);
    int lock = slot(1) + 20;
    // Two are dead, and one comes and goes: by the end, nothing but its own count may be there.
    segment.i32(lock, 2);
    within(LIMIT, "that the dead are taken off", () -> readBriefly(segment, lock) == 0);
    int least = 0;
    for (int i = 0; i < 10_000; i++) {
      least = Math.min(least, readBriefly(segment, lock));
    }
    assertEquals(0, least, "never less than none");
    within(LIMIT, "the lock to be free", () -> segment.i32(lock) == 0);
  }

  // Returns how many other readers there are; MAX_VALUE if this one was kept from leaving for so
  // long that the owner was right to take it for dead.
  private static int readBriefly(AttachedSegment segment, int lock) {
    long start = System.nanoTime();
    segment.add(lock, 1);
    stay();
    int others = segment.add(lock, -1);
    boolean brief = System.nanoTime() - start < 100_000_000;
    stay();
    return brief ? others : Integer.MAX_VALUE;
  }

  private static void stay() {
    long end = System.nanoTime() + 50_000;
    while (System.nanoTime() - end < 0) {
      Thread.onSpinWait();
    }
  }

  @Test
  void aWriterLeftBehindIsFreed() {
    AttachedSegment segment = own(map(List.of(1, 2), 1, "test"), 16, 8);
    segment.i32(slot(0) + 20, 0x80000000);
    within(LIMIT, "the lock to be free", () -> segment.i32(slot(0) + 20) == 0);
    // A reader that was taken off and goes on after all.
    segment.i32(slot(1) + 20, -1);
    within(LIMIT, "the lock to be free", () -> segment.i32(slot(1) + 20) == 0);
    within(LIMIT, "that it is told", () -> recorder.repairedLocks.get() == 2);
  }

  @Test
  void aTakeOverLockLeftHeldIsFreed() {
    AttachedSegment segment = own(map(List.of(1), 1, "test"), 16, 8);
    segment.i32(44, 1);
    within(LIMIT, "the lock to be free", () -> segment.i32(44) == 0);
    within(LIMIT, "that it is told", () -> recorder.repairedLocks.get() == 1);
  }

  @Test
  void aTakeOverLockLeftHeldKeepsNobodyFromTakingOver() throws CClientException {
    AttachedSegment segment = keep(AttachedSegment.create(key, 531448));
    segment.u8(48, 1);
    segment.i32(44, 1);
    segment.i32(8, 0x3FFFFFF);
    segment.i64(0, System.nanoTime() / 1_000_000 - 100_000);

    conductor = start(Duration.ofSeconds(3), map(List.of(1), 1, "test"), 16, 8);

    within(LIMIT, "the owner", () -> segment.u8(49) == 1);
    assertEquals(ProcessHandle.current().pid(), segment.i32(8));
    assertEquals(0, segment.i32(44));
    assertEquals("N101+", nodes(segment));
  }

  // ---- Owners ----

  @Test
  void aStopFreesTheLockAndLeavesTheSegmentToThoseWhoHaveIt() throws CClientException {
    AttachedSegment segment = own(map(List.of(1), 1, "test"), 16, 8);
    conductor.close();
    assertEquals(0, segment.u8(48));
    assertEquals(1, segment.u8(49));
    assertEquals("N101+", nodes(segment));
    assertTrue(SystemVMemory.find(key).isPresent());
  }

  @Test
  void aSuccessorThatDoesNotComeIsWaitedForWithABound() throws CClientException {
    AtomicLong now = new AtomicLong(System.nanoTime());
    CClientSegments segments =
        new CClientSegments(
            List.of(CClientSettings.defaults(key, CClientLayout.V6_4)),
            SegmentSettings.defaults(new SegmentDirectory(directory), SegmentKey.DEFAULT),
            recorder,
            now::get);
    segments.tended(Optional.of(map(List.of(1), 1, "test")));
    AttachedSegment segment = keep(AttachedSegment.of(key));
    AtomicLong asked = new AtomicLong();

    segments.release(
        () -> {
          now.addAndGet(SECOND.toNanos());
          assertEquals(1, segment.u8(48));
          return asked.incrementAndGet() < 1000;
        },
        () -> false);

    assertEquals(15, asked.get(), "seconds, as the guide says");
    assertEquals(1, segment.u8(48), "left to the successor");
    assertTrue(segment.i64(0) >= now.get() / 1_000_000 - 2000, "fresh for applications");
  }

  @Test
  void aStopRemovesASegmentThatNobodyHas() throws CClientException {
    conductor = start(THRESHOLD, map(List.of(1), 1, "test"), 16, 8);
    assertTrue(SystemVMemory.find(key).isPresent());
    conductor.close();
    assertTrue(SystemVMemory.find(key).isEmpty());
  }

  @Test
  void aTenderThatVanishedIsTakenOverFromAtOnce() {
    AttachedSegment segment = own(map(List.of(1, 2), 1, "test"), 16, 8);
    conductor.vanish();
    // As another process's, so that it is not simply ours.
    conductor = start(THRESHOLD, map(List.of(2, 3), 1, "test"), 16, 8);

    assertEquals("N101-N102+N103+", nodes(segment));
    assertEquals(List.of("TENDER", "TENDER"), recorder.owners.stream().map(this::word).toList());
  }

  @Test
  void aNodeThatJoinedBeforeATakeoverIsKnownBeforeItGetsCommands() {
    AttachedSegment segment = own(map(List.of(1, 2), 1, "test"), 16, 8);
    conductor.publish(map(List.of(1, 2, 3), 1, "test"));
    conductor.vanish();
    long start = System.nanoTime();
    conductor = start(THRESHOLD, map(List.of(1, 2, 3), 1, "test"), 16, 8);

    assertEquals("N101+N102+N103+", nodes(segment));
    assertEquals(1, segment.i32(entry(16, 2)), "where it was before");
    within(LIMIT, "commands for it", () -> segment.i32(entry(16, 2)) == 3);
    assertTrue(System.nanoTime() - start >= 1_900_000_000L, "followers look once per second");
  }

  @Test
  void aNodeThatMovedBeforeATakeoverStaysAwayUntilFollowersForgotItsAddress() {
    AttachedSegment segment = own(map(List.of(1, 2), 1, "test"), 16, 8);
    ClusterMap before = map(List.of(1, 2), 1, "test");
    ClusterMap moved =
        new ClusterMap("", List.of(before.nodes().get(0), node(2, 4002)), before.namespaces());
    conductor.publish(moved);
    conductor.vanish();
    conductor = start(THRESHOLD, moved, 16, 8);

    assertEquals("N101+N102-", nodes(segment));
    within(
        LIMIT,
        "commands for it",
        () -> nodes(segment).equals("N101+N102+") && segment.i32(entry(16, 1)) == 2);
    assertEquals(4002, Short.toUnsignedInt(Short.reverseBytes((short) segment.u16(slot(1) + 26))));
  }

  @Test
  void whatATenderHadNoTimeToAnnounceItsSuccessorAnnounces() {
    AttachedSegment segment = own(map(List.of(1, 2), 1, "test"), 16, 8);
    conductor.vanish();
    int generation = segment.i32(20);

    conductor = start(THRESHOLD, map(List.of(1, 2), 1, "test"), 16, 8);

    assertEquals(generation + 1, segment.i32(20), "followers look at the nodes");
  }

  @Test
  void nodesAreNotTakenForMovedByWhatIsBehindTheirAddresses() {
    AttachedSegment segment = own(map(List.of(1, 2), 1, "test"), 16, 8);
    conductor.vanish();
    // As a C client has it: it copies whatever is behind a sockaddr_in and behind a text's end.
    segment.i32(slot(1) + 24 + 16, 0x0f3e57);
    segment.i32(slot(1) + 152 + 8, 0x61626364);

    conductor = start(THRESHOLD, map(List.of(1, 2), 1, "test"), 16, 8);

    assertEquals("N101+N102+", nodes(segment));
    assertEquals(1, segment.i32(entry(16, 0)));
    assertEquals(2, segment.i32(entry(16, 1)), "commands still go to both");
    assertEquals(0, segment.i32(slot(1) + 24 + 16), "repaired all the same");
  }

  private String word(String owner) {
    return owner.substring(0, owner.indexOf(' '));
  }

  // What an application does each second that owns.
  private void tendAsApplication(AttachedSegment segment, int pid) {
    segment.u8(48, 1);
    segment.i32(8, pid);
    segment.i64(0, System.nanoTime() / 1_000_000);
  }

  @Test
  void aTenderOfAnotherDirectoryIsFollowedAndNotTakenForAnApplication(@TempDir Path elsewhere) {
    AttachedSegment segment = own(map(List.of(1), 1, "test"), 16, 8);
    Recorder other = new Recorder();
    keep(
        Conductor.start(
            elsewhere,
            THRESHOLD,
            other,
            map(List.of(2), 1, "test"),
            new CClientSettings(key, CClientLayout.V6_4, 16, 8)));
    int pid = (int) ProcessHandle.current().pid();

    within(LIMIT, "that it is followed", () -> other.owners.equals(List.of("OTHER_TENDER " + pid)));
    assertEquals("N101+", nodes(segment));
  }

  @Test
  void anApplicationThatOwnsIsFollowedUntilItLetsGo() {
    AttachedSegment segment = keep(AttachedSegment.create(key, 531448));
    int other = (int) ProcessHandle.current().parent().orElseThrow().pid();
    tendAsApplication(segment, other);
    conductor = start(THRESHOLD, map(List.of(1), 1, "test"), 16, 8);
    within(
        LIMIT,
        "that it is followed",
        () -> recorder.owners.equals(List.of("APPLICATION " + other)));
    assertEquals(other, segment.i32(8));
    assertEquals(0, segment.u8(49));
    // More often by far than another application, which looks once a second.
    long following = conductor.nanosAfterLook();
    assertTrue(following <= Duration.ofMillis(10).toNanos(), "looks often");

    segment.u8(48, 0);

    within(LIMIT, "the owner", () -> segment.u8(48) == 1 && segment.u8(49) == 1);
    assertEquals(ProcessHandle.current().pid(), segment.i32(8));
    assertEquals("N101+", nodes(segment));
    within(LIMIT, "an owner's pause", () -> conductor.nanosAfterLook() > 10 * following);
  }

  @Test
  void anApplicationThatDoesNotTendIsTakenOverFromAfterTheThresholdEvenIfItIsAlive() {
    AttachedSegment segment = keep(AttachedSegment.create(key, 531448));
    tendAsApplication(segment, (int) ProcessHandle.current().parent().orElseThrow().pid());
    long last = System.nanoTime();
    conductor = start(Duration.ofSeconds(3), map(List.of(1), 1, "test"), 16, 8);

    within(LIMIT, "the owner", () -> segment.u8(49) == 1);

    assertTrue(System.nanoTime() - last >= Duration.ofSeconds(3).toNanos(), "not earlier");
  }

  @Test
  @Tag("process")
  void anApplicationThatWasKilledIsTakenOverFromBeforeTheThreshold() {
    AttachedSegment segment = keep(AttachedSegment.create(key, 531448));
    try (ChildJvm application = ChildJvm.start(IdleProcess.class)) {
      tendAsApplication(segment, (int) application.process().pid());
      conductor = start(THRESHOLD, map(List.of(1), 1, "test"), 16, 8);
      within(LIMIT, "that it is followed", () -> !recorder.owners.isEmpty());
    }
    within(LIMIT, "the owner", () -> segment.u8(49) == 1);
    assertEquals("N101+", nodes(segment));
  }

  @Test
  void anApplicationThatTookOverMeanwhileIsFollowed() {
    AttachedSegment segment = own(map(List.of(1), 1, "test"), 16, 8);
    int other = (int) ProcessHandle.current().parent().orElseThrow().pid();
    // The conductor may look between the two words and take the first one for damage.
    within(
        LIMIT,
        "that it is followed",
        () -> {
          segment.i32(8, other);
          segment.i64(0, System.nanoTime() / 1_000_000);
          return recorder.owners.contains("APPLICATION " + other);
        });
  }

  // ---- Sizes and layouts ----

  @Test
  void aSegmentOfAnotherSizeIsUsedAsItIsWhileOthersHaveIt() {
    AttachedSegment segment = own(map(List.of(1, 2), 1, "test"), 16, 8);
    conductor.close();

    conductor = start(THRESHOLD, map(List.of(1, 2, 3), 1, "test"), 4, 2);
    assertEquals("N101+N102+N103+", nodes(segment));
    assertEquals(16, segment.i32(16));
    within(LIMIT, "commands for the node that joined", () -> segment.i32(entry(16, 2)) == 3);
    conductor.publish(map(List.of(1, 2, 3, 4, 5), 1, "test"));
    assertEquals("N101+N102+N103+N104+", nodes(segment), "as configured, though there is room");
  }

  @Test
  void aSegmentOfAnotherSizeThatNobodyHasIsMadeAnew() {
    AttachedSegment segment = own(map(List.of(1, 2), 1, "test"), 16, 8);
    conductor.vanish();
    segment.close();
    open.clear();

    AttachedSegment next = own(map(List.of(2, 3), 1, "test"), 32, 8);
    assertEquals(32, next.i32(16));
    assertEquals("N102+N103+", nodes(next));
  }

  @Test
  void anotherLayoutOnTheKeyIsAnErrorThatHurtsNoOther() throws CClientException {
    AttachedSegment segment = own(map(List.of(1, 2), 1, "test"), 16, 8);
    conductor.close();
    SegmentKey good = AttachedSegment.unusedKey();

    conductor =
        Conductor.start(
            directory,
            THRESHOLD,
            recorder,
            map(List.of(1), 1, "test"),
            CClientSettings.defaults(key, CClientLayout.V7_4_1),
            CClientSettings.defaults(good, CClientLayout.V7_4_1));

    try (AttachedSegment other = AttachedSegment.of(good)) {
      assertEquals(1, other.u8(49));
    }
    assertEquals(0, segment.u8(48), "untouched");
    assertTrue(
        recorder.failures.get(0).contains("Layouts do not mix"), recorder.failures::toString);
  }

  @Test
  void whatCannotBePublishedIsAnErrorThatGoesNoFurther() throws CClientException {
    SegmentKey good = AttachedSegment.unusedKey();
    // A build without a version has no place in this layout only.
    Node odd = new Node("N1", "127.0.0.1", 3000, "", "unknown", 0, 0, true);
    ClusterMap map = new ClusterMap("", List.of(odd), List.of());

    conductor =
        Conductor.start(
            directory,
            THRESHOLD,
            recorder,
            map,
            CClientSettings.defaults(key, CClientLayout.V7_4_1),
            CClientSettings.defaults(good, CClientLayout.V6_4));

    try (AttachedSegment other = AttachedSegment.of(good)) {
      assertEquals("N1+", nodes(other));
    }
    assertTrue(recorder.failures.get(0).contains("please report"), recorder.failures::toString);
    AttachedSegment.remove(good);
  }

  @Test
  void aSegmentThatIsTooSmallIsAnErrorThatSaysWhatToDo() {
    AttachedSegment segment = keep(AttachedSegment.create(key, 4096));
    conductor = start(THRESHOLD, map(List.of(1), 1, "test"), 16, 8);
    assertTrue(recorder.failures.get(0).contains("ipcrm -M " + key), recorder.failures::toString);
    assertEquals(0, segment.u8(48));
  }

  // ---- Left behind ----

  // As a C client leaves it that was killed: of another cluster, locked, populated.
  private void leaveSegment(CClientLayout layout, boolean ready) {
    CClientSettings settings = CClientSettings.defaults(key, layout);
    try (AttachedSegment segment = AttachedSegment.create(key, Dimensions.of(settings).length())) {
      COwner application = new COwner(segment, layout, 0x3FFFFFF);
      application.initialize(16, 8);
      application.takeOver();
      application.tend(map(List.of(7, 8, 9), 1, "other"), System.nanoTime());
      segment.u8(49, ready ? 1 : 0);
    }
  }

  @ParameterizedTest
  @EnumSource(CClientLayout.class)
  void aSegmentThatADeadApplicationLeftBeginsAnewIfNobodyHasIt(CClientLayout layout) {
    for (boolean ready : new boolean[] {true, false}) {
      leaveSegment(layout, ready);
      // Long before that application would be taken over from.
      conductor =
          Conductor.start(
              directory,
              THRESHOLD,
              recorder,
              map(List.of(1, 2), 1, "test"),
              CClientSettings.defaults(key, layout));
      try (AttachedSegment segment = AttachedSegment.of(key)) {
        SegmentShape shape = SegmentShape.of(layout);
        assertEquals(ProcessHandle.current().pid(), segment.i32(8));
        assertEquals(2, segment.i32(12), "slots in use");
        assertEquals("N101", shape.name(segment, 0));
        assertEquals("N102", shape.name(segment, 1));
        assertEquals(1, segment.i32(28), "tables in use");
        assertEquals("test", segment.text(segment.i32(36), 32));
        assertEquals(1, segment.u8(49), "ready");
      }
      conductor.close();
    }
  }

  @Test
  void slotsOfNodesThatLeftAreFreeAgainOnceNobodyHasTheSegment() {
    conductor = start(THRESHOLD, map(List.of(1, 2, 3), 1, "test", "old"), 3, 2);
    try (AttachedSegment application = AttachedSegment.of(key)) {
      conductor.publish(map(List.of(1), 1, "test"));
      conductor.publish(map(List.of(1, 4), 1, "test", "new"));
      assertEquals("N101+N102-N103-", nodes(application), "others number nodes by these slots");
    }
    within(
        SECOND,
        "slots for all that there are",
        () -> {
          try (AttachedSegment segment = AttachedSegment.of(key)) {
            return nodes(segment).equals("N101+N104+") && segment.i32(28) == 2;
          }
        });
    Await.until(
        LIMIT,
        () -> "that everything fits: " + recorder.capacity,
        () -> recorder.capacity.get(recorder.capacity.size() - 1).equals("0 nodes, 0 namespaces"));
  }

  @Test
  void whoAttachesWhileASegmentBeginsAnewNeverSeesASlotChangeItsNode() throws Exception {
    long seed = Long.getLong("shmtender.test.seed", System.nanoTime());
    System.out.printf("repeat with -Dshmtender.test.seed=%d%n", seed);
    Random random = new Random(seed);
    for (int i = 0; i < 60; i++) {
      leaveSegment(CClientLayout.V6_4, true);
      ExecutorService application = Executors.newSingleThreadExecutor();
      long patience = random.nextInt(3_000_000);
      Future<AttachedSegment> attached =
          application.submit(
              () -> {
                long end = System.nanoTime() + patience;
                while (System.nanoTime() - end < 0) {
                  Thread.onSpinWait();
                }
                return AttachedSegment.of(key);
              });
      Future<String> seen =
          application.submit(
              () -> {
                AttachedSegment segment = attached.get();
                within(LIMIT, "a segment that is ready", () -> segment.u8(49) == 1);
                return names(segment);
              });
      // Its node N109 has the slot of the application's N109 or another one.
      conductor = start(THRESHOLD, map(List.of(9), 1, "test"), 16, 8);
      application.shutdown();
      try (AttachedSegment segment = attached.get()) {
        String names = seen.get();
        assertTrue(names(segment).startsWith(names), names + ", then " + names(segment));
      }
      conductor.close();
    }
  }

  private static String names(AttachedSegment segment) {
    return nodes(segment).replace('+', ' ').replace('-', ' ');
  }

  @Test
  void aSegmentOfAnotherClusterThatOthersUseIsLeftToThem() {
    leaveSegment(CClientLayout.V6_4, true);
    AttachedSegment segment = keep(AttachedSegment.of(key));
    segment.u8(48, 0);

    conductor = start(THRESHOLD, map(List.of(1, 2), 1, "test"), 16, 8);

    assertEquals("N107+N108+N109+", nodes(segment));
    assertEquals(0, segment.u8(48), "its applications may own it");
    String failure = recorder.failures.get(0);
    assertTrue(
        failure.contains("another cluster, [N107, N108, N109]")
            && failure.contains("1 other process")
            && failure.contains("ipcrm -M " + key),
        failure);

    // Nodes are replaced, one after the other: whichever is still there tells.
    conductor.publish(map(List.of(1, 9), 1, "test"));
    assertEquals("N107-N108-N109+N101+", nodes(segment));
    assertEquals("", recorder.failures.get(1));
  }

  @Test
  void aSegmentOfAnotherClusterIsToldByAddressesToo() {
    leaveSegment(CClientLayout.V6_4, true);
    AttachedSegment segment = keep(AttachedSegment.of(key));
    segment.u8(48, 0);
    ClusterMap before = map(List.of(1), 1, "test");

    conductor =
        start(THRESHOLD, new ClusterMap("", List.of(node(1, 3009)), before.namespaces()), 16, 8);

    assertEquals("N107-N108-N109-N101+", nodes(segment));
  }

  @Test
  void aSegmentThatWasNeverReadyIsToldByItsLayoutToo() {
    leaveSegment(CClientLayout.V7_4_1, false);
    AttachedSegment segment = keep(AttachedSegment.of(key));
    segment.u8(48, 0);

    conductor = start(THRESHOLD, map(List.of(1), 1, "test"), 16, 8);

    assertTrue(
        recorder.failures.get(0).contains("Layouts do not mix"), recorder.failures::toString);
  }

  // ---- Removed ----

  @ParameterizedTest
  @EnumSource(CClientLayout.class)
  void aRemovedSegmentIsMadeAnewAndTheOldOneKeptUpToDate(CClientLayout layout)
      throws CClientException {
    conductor =
        Conductor.start(
            directory,
            THRESHOLD,
            recorder,
            map(List.of(1), 1, "test"),
            CClientSettings.defaults(key, layout));
    AttachedSegment old = keep(AttachedSegment.of(key));
    AttachedSegment.remove(key);
    assertTrue(SystemVMemory.find(key).isEmpty());

    within(LIMIT, "a new segment", () -> recorder.recreated.get() == 1);
    AttachedSegment next = keep(AttachedSegment.await(key));
    assertNotEquals(old.id(), next.id());
    conductor.publish(map(List.of(1, 2), 1, "test"));
    for (AttachedSegment segment : List.of(old, next)) {
      assertEquals(2, segment.i32(12));
      assertEquals(2, segment.i32(20));
      assertEquals(1, segment.u8(48));
    }
    assertEquals(2, old.attached());
    open.remove(old);
    old.close();
    within(LIMIT, "that the old one is let go", () -> !AttachedSegment.exists(old.id(), key));
  }
}
