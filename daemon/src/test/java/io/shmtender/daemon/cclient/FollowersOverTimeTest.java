package io.shmtender.daemon.cclient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shmtender.daemon.segment.SegmentSettings;
import io.shmtender.reader.ClusterMap;
import io.shmtender.reader.NamespaceMap;
import io.shmtender.reader.Node;
import io.shmtender.reader.layout.SegmentDirectory;
import io.shmtender.reader.layout.SegmentKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nodes leave, return and move at every instant between the looks of followers, whoever owns: in
 * the end every follower knows where each node is. On a clock of its own, in all layouts.
 */
final class FollowersOverTimeTest {
  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long TICK = 20 * MILLI;
  private static final long TEND = 1000 * MILLI;
  private static final long LOOK = 250 * MILLI;
  private static final long QUIET = 15_000 * MILLI;
  private static final int HISTORIES = Integer.getInteger("shmtender.test.histories", 40);
  private static final int CHANGES = 25;
  private static final int MAX_NODES = 8;

  @TempDir Path directory;

  private final List<CClientSettings> settings = new ArrayList<>();
  private final Map<CClientLayout, AttachedSegment> segments = new EnumMap<>(CClientLayout.class);
  private final List<COwner> applications = new ArrayList<>();
  private final Map<CFollower, CClientLayout> followers = new LinkedHashMap<>();
  private final Map<String, Node> nodes = new TreeMap<>();
  private Random random = new Random(1);
  private ClusterMap map;
  private long now;
  // Empty while no tender runs.
  private Optional<CClientSegments> tender = Optional.empty();
  // How long it is stopped in its next turn.
  private long stops;
  private int asked;
  private long nextTend;
  private boolean applicationOwns;
  private long nextApplicationTend;

  @BeforeEach
  void chooseKeys() throws CClientException {
    for (CClientLayout layout : CClientLayout.values()) {
      settings.add(new CClientSettings(AttachedSegment.unusedKey(), layout, MAX_NODES, 1));
    }
  }

  @AfterEach
  void removeAll() {
    clear();
  }

  private void clear() {
    tender.ifPresent(CClientSegments::abandon);
    tender = Optional.empty();
    segments.values().forEach(AttachedSegment::close);
    segments.clear();
    applications.clear();
    followers.clear();
    nodes.clear();
    applicationOwns = false;
    settings.forEach(each -> AttachedSegment.remove(each.key()));
  }

  // ---- A host on a clock ----

  private void begin(int count) {
    clear();
    now = System.nanoTime();
    for (int number = 1; number <= count; number++) {
      nodes.put("N" + number, node("N" + number, 3000 + number));
    }
    changed();
    startTender();
    turn();
    int stranger = (int) ProcessHandle.current().parent().orElseThrow().pid();
    for (CClientSettings each : settings) {
      AttachedSegment segment = AttachedSegment.of(each.key());
      segments.put(each.layout(), segment);
      applications.add(new COwner(segment, each.layout(), stranger));
    }
  }

  private static Node node(String name, int port) {
    return new Node(name, "127.0.0.1", port, "", "7.1.0.0", 15, 0, true);
  }

  private void put(Node node) {
    nodes.put(node.name(), node);
    changed();
  }

  private void remove(String name) {
    nodes.remove(name);
    changed();
  }

  private static Node at(Node node, int port) {
    return new Node(
        node.name(),
        node.address(),
        port,
        node.tlsName(),
        node.build(),
        node.features(),
        0,
        node.active());
  }

  private static Node as(Node node, String tlsName, String build, int features) {
    return new Node(
        node.name(), node.address(), node.port(), tlsName, build, features, 0, node.active());
  }

  // What the cluster says from now on. Masters move whenever nodes do.
  private void changed() {
    short[][] masters = new short[1][NamespaceMap.PARTITIONS];
    for (int partition = 0; partition < NamespaceMap.PARTITIONS; partition++) {
      masters[0][partition] = (short) (partition % nodes.size());
    }
    List<Node> all = List.copyOf(nodes.values());
    map =
        new ClusterMap(
            "",
            all,
            List.of(
                new NamespaceMap(
                    "test",
                    false,
                    masters,
                    new int[NamespaceMap.PARTITIONS],
                    new int[nodes.size()])));
  }

  private void startTender() {
    SegmentSettings native_ =
        SegmentSettings.defaults(new SegmentDirectory(directory), SegmentKey.DEFAULT);
    tender = Optional.of(new CClientSegments(settings, native_, CClientListener.NONE, this::clock));
    nextTend = now;
  }

  // The second time that it is asked for is after a write.
  private long clock() {
    asked++;
    if (stops > 0 && asked == 2) {
      now += stops;
      stops = 0;
    }
    return now;
  }

  /** Ends the tender as a killed one does. */
  private void killTender() {
    tender.ifPresent(CClientSegments::abandon);
    tender = Optional.empty();
  }

  /** Ends the tender, and an application has the locks before anybody else. */
  private void giveToApplication() {
    tender.orElseThrow().release();
    tender = Optional.empty();
    applications.forEach(application -> assertTrue(application.takeOver(), "a lock is free"));
    applicationOwns = true;
    nextApplicationTend = now + TEND;
  }

  private void follow(CClientLayout layout, long interval, long lookTakes, long firstLook) {
    CFollower follower =
        new CFollower(
            segments.get(layout), SegmentShape.of(layout), interval, lookTakes, now + firstLook);
    followers.put(follower, layout);
  }

  private void turn() {
    if (applicationOwns && now - nextApplicationTend >= 0) {
      applications.forEach(application -> application.tend(map, now));
      nextApplicationTend = now + TEND;
    }
    asked = 0;
    if (tender.isPresent()) {
      if (now - nextTend >= 0) {
        tender.get().tended(Optional.of(map));
        nextTend = now + TEND;
      } else if (tender.get().nanosToLook() == 0) {
        asked = 0;
        tender.get().look();
      }
      if (!applicationOwns) {
        checkEntries();
      }
    }
    followers.keySet().forEach(follower -> follower.turn(now));
  }

  private void pass(long nanos) {
    long end = now + nanos;
    while (now - end < 0) {
      now += TICK;
      turn();
    }
  }

  // ---- What holds ----

  private void checkEntries() {
    for (CClientLayout layout : segments.keySet()) {
      AttachedSegment segment = segments.get(layout);
      SegmentShape shape = SegmentShape.of(layout);
      int used = segment.i32(12);
      boolean[] active = new boolean[used + 1];
      active[0] = true;
      for (int slot = 0; slot < used; slot++) {
        active[slot + 1] = shape.isActive(segment, slot);
      }
      for (int partition = 0; partition < NamespaceMap.PARTITIONS; partition += 7) {
        int at = shape.entry(segment, 0, partition);
        for (int replica = 0; replica < shape.replicas(); replica++) {
          assertTrue(active[segment.i32(at + 4 * replica)], "an entry names a node that is away");
        }
      }
    }
  }

  private Map<Integer, String> truth(CClientLayout layout) {
    AttachedSegment segment = segments.get(layout);
    SegmentShape shape = SegmentShape.of(layout);
    Map<Integer, String> truth = new TreeMap<>();
    for (int slot = 0; slot < segment.i32(12); slot++) {
      Node node = nodes.get(shape.name(segment, slot));
      if (node != null) {
        truth.put(
            slot,
            node.name()
                + " at port "
                + node.port()
                + " as "
                + node.tlsName()
                + ", features "
                + node.features()
                + (shape.versionAt() < 0 ? "" : ", version " + node.build().substring(0, 1)));
      }
    }
    assertEquals(nodes.size(), truth.size(), "nodes that have a slot");
    return truth;
  }

  // What an application has written of a server's build is no worse than what it knew.
  private static Map<Integer, String> addresses(Map<Integer, String> nodes, boolean builds) {
    Map<Integer, String> addresses = new TreeMap<>();
    nodes.forEach(
        (slot, node) ->
            addresses.put(slot, builds ? node : node.substring(0, node.indexOf(", features"))));
    return addresses;
  }

  private void checkAll(String when, boolean builds) {
    for (CClientLayout layout : segments.keySet()) {
      AttachedSegment segment = segments.get(layout);
      SegmentShape shape = SegmentShape.of(layout);
      Map<Integer, String> truth = addresses(truth(layout), builds);
      for (int partition = 0; partition < NamespaceMap.PARTITIONS; partition++) {
        int number = segment.i32(shape.entry(segment, 0, partition));
        String master = List.copyOf(nodes.values()).get(partition % nodes.size()).name();
        assertEquals(master, number == 0 ? "" : shape.name(segment, number - 1), when);
      }
      for (Map.Entry<CFollower, CClientLayout> follower : followers.entrySet()) {
        if (follower.getValue() == layout) {
          assertEquals(
              truth,
              addresses(follower.getKey().nodes(), builds),
              () -> when + ", layout " + layout + ": " + follower.getKey());
        }
      }
    }
  }

  private void followAtEveryPhase() {
    for (CClientLayout layout : CClientLayout.values()) {
      for (long phase = 0; phase < TEND; phase += 100 * MILLI) {
        follow(layout, TEND, 100 * MILLI, phase);
      }
    }
    pass(3 * TEND);
  }

  private void eachGap(String what, Consumer<Long> change) {
    for (long gap = 0; gap <= 3 * TEND; gap += 200 * MILLI) {
      begin(4);
      followAtEveryPhase();
      change.accept(gap);
      pass(QUIET);
      checkAll(what + " " + gap / MILLI + " ms", true);
    }
  }

  // ---- One change, at every instant ----

  @Test
  void aNodeThatLeavesAndReturnsElsewhereIsFoundThere() {
    eachGap(
        "return elsewhere after",
        gap -> {
          Node node = nodes.get("N2");
          remove("N2");
          tender.orElseThrow().tended(Optional.of(map));
          pass(gap);
          put(at(node, 4002));
          tender.orElseThrow().tended(Optional.of(map));
        });
  }

  @Test
  void aNodeThatMovesTwiceOrReturnsWhileItIsAwayIsFoundWhereItIs() {
    eachGap(
        "A, B, A, B, C",
        gap -> {
          for (int port : new int[] {4002, 3002, 4002, 5002}) {
            put(at(nodes.get("N2"), port));
            pass(gap);
          }
        });
  }

  @Test
  void nodesThatSwapAddressesAreFoundWhereTheyAre() {
    eachGap(
        "swapped one after the other after",
        gap -> {
          put(at(nodes.get("N1"), 3002));
          pass(gap);
          put(at(nodes.get("N2"), 3001));
        });
  }

  @Test
  @Tag("slow")
  void aTenderThatTakesOverMeanwhileKnowsWhatFollowersRemember() {
    eachGap(
        "takeover after",
        gap -> {
          Node node = nodes.get("N2");
          remove("N2");
          tender.orElseThrow().tended(Optional.of(map));
          pass(gap / 2);
          killTender();
          put(at(node, 4002));
          pass(gap / 2);
          startTender();
        });
  }

  @Test
  void aNodeThatMovedWhileAnApplicationOwnedIsFoundWhereItIs() {
    eachGap(
        "the application closes after",
        gap -> {
          giveToApplication();
          pass(TEND);
          startTender();
          pass(TEND);
          put(at(nodes.get("N2"), 4002));
          pass(gap);
          applications.forEach(COwner::close);
          applicationOwns = false;
        });
  }

  @Test
  void aServerOfAnotherBuildIsKnownAsSuch() {
    eachGap(
        "upgraded after",
        gap -> {
          pass(gap);
          put(as(nodes.get("N2"), "", "8.1.2.0", 31));
        });
  }

  @Test
  void aTenderThatIsStoppedWhileItWritesWaitsFromWhenItHadWritten() {
    eachGap(
        "stopped for",
        gap -> {
          put(at(nodes.get("N2"), 4002));
          stops = gap;
        });
  }

  // ---- Who must not wait ----

  @Test
  void aNodeThatReturnsWhereItWasIsThereAtOnce() {
    begin(3);
    followAtEveryPhase();
    Node node = nodes.get("N2");
    remove("N2");
    tender.orElseThrow().tended(Optional.of(map));
    pass(300 * MILLI);
    put(node);
    tender.orElseThrow().tended(Optional.of(map));
    segments.forEach((layout, segment) -> assertTrue(SegmentShape.of(layout).isActive(segment, 1)));
  }

  @Test
  void twoNodesThatSwapAddressesAreNeverAwayBoth() {
    begin(2);
    followAtEveryPhase();
    put(at(nodes.get("N1"), 3002));
    put(at(nodes.get("N2"), 3001));
    for (int tick = 0; tick < QUIET / TICK; tick++) {
      pass(TICK);
      for (CClientLayout layout : segments.keySet()) {
        AttachedSegment segment = segments.get(layout);
        SegmentShape shape = SegmentShape.of(layout);
        assertTrue(shape.isActive(segment, 0) || shape.isActive(segment, 1), "both are away");
        for (CFollower follower : followers.keySet()) {
          assertTrue(!follower.nodes().isEmpty(), "a follower without a node");
        }
      }
    }
    checkAll("after a swap of two", true);
  }

  // ---- Anything ----

  @Test
  @Tag("slow")
  void everyFollowerKnowsWhereEachNodeIsAfterEveryHistory() {
    long seed = Long.getLong("shmtender.test.seed", System.nanoTime());
    System.out.printf("repeat with -Dshmtender.test.seed=%d%n", seed);
    for (int history = 0; history < HISTORIES; history++) {
      random = new Random(seed + history);
      begin(1 + random.nextInt(5));
      boolean applications = random.nextInt(3) == 0;
      for (int change = 0; change < CHANGES; change++) {
        change(applications);
        if (followers.size() < 24) {
          CClientLayout layout = settings.get(random.nextInt(3)).layout();
          long interval = (250 + random.nextInt(1000)) * MILLI;
          follow(layout, interval, random.nextInt(300) * MILLI, random.nextInt(1000) * MILLI);
        }
        pass(random.nextInt(random.nextInt(4) == 0 ? 4000 : 800) * MILLI);
      }
      if (applicationOwns) {
        closeApplication();
      }
      pass(2 * QUIET);
      checkAll("seed " + (seed + history), !applications);
    }
  }

  private void change(boolean withApplications) {
    List<String> names = List.copyOf(nodes.keySet());
    String name = names.get(random.nextInt(names.size()));
    String other = names.get(random.nextInt(names.size()));
    Node node = nodes.get(name);
    switch (random.nextInt(withApplications ? 12 : 10)) {
      case 0 -> {
        if (nodes.size() > 1) {
          remove(name);
        }
      }
      case 1, 2 -> {
        String joins = "N" + (1 + random.nextInt(6));
        put(node(joins, random.nextBoolean() ? freePort() : usualPort(joins)));
      }
      case 3, 4 -> put(at(node, freePort()));
      case 5 -> put(at(node, usualPort(name)));
      case 6 -> {
        Node second = nodes.get(other);
        put(at(node, second.port()));
        put(at(second, node.port()));
      }
      case 7 -> put(as(node, random.nextBoolean() ? "tls" : "", node.build(), node.features()));
      case 8 -> put(as(node, node.tlsName(), "8.1.2.0", 31));
      case 9 -> {
        // Nobody can know what an application did while nobody looked.
        if (!applicationOwns) {
          killTender();
          pass(random.nextInt(1500) * MILLI);
          startTender();
        }
      }
      default -> {
        if (applicationOwns) {
          closeApplication();
        } else if (tender.isPresent()) {
          giveToApplication();
          startTender();
          turn();
        }
      }
    }
  }

  private void closeApplication() {
    applications.forEach(COwner::close);
    applicationOwns = false;
    pass(LOOK);
  }

  private int freePort() {
    return 4000 + random.nextInt(1000);
  }

  private int usualPort(String name) {
    int port = 3000 + Integer.parseInt(name.substring(1));
    boolean taken = nodes.values().stream().anyMatch(node -> node.port() == port);
    return taken ? freePort() : port;
  }
}
