package io.shmtender.daemon.status;

import io.shmtender.daemon.cclient.CClientLayout;
import io.shmtender.daemon.cclient.CClientListener;
import io.shmtender.daemon.cclient.CClientSettings;
import io.shmtender.daemon.report.Change;
import io.shmtender.daemon.segment.OtherClusterException;
import io.shmtender.daemon.segment.SegmentException;
import io.shmtender.daemon.segment.SegmentPublisher;
import io.shmtender.daemon.segment.SegmentSettings;
import io.shmtender.daemon.status.Stance.Role;
import io.shmtender.reader.ClusterMap;
import io.shmtender.reader.NamespaceMap;
import io.shmtender.reader.Node;
import io.shmtender.reader.layout.SegmentDirectory;
import io.shmtender.reader.layout.SegmentKey;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** What the status page shows of daemons that have seen a lot, without waiting for it. */
final class StatusStates {
  private static final long SEED = 20_260_101;

  private final SegmentSettings settings;

  /** Publishes into a directory. */
  StatusStates(Path directory) {
    settings = SegmentSettings.defaults(new SegmentDirectory(directory), SegmentKey.DEFAULT);
  }

  /** Returns an owner's status after an hour in which a node was lost and came back. */
  StatusSnapshot busyHour() throws SegmentException, OtherClusterException {
    long[] clock = {0};
    Timeline timeline = new Timeline(() -> clock[0]);
    EventLog events = new EventLog(InstantSource.system());
    SegmentObserver observer = observer(timeline, events);
    SegmentPublisher publisher =
        SegmentPublisher.open(settings, 1, Optional.of(cluster(3, 3, "")), Set.of());
    publisher.heartbeat(700_000, true);
    observer.look();
    Random random = new Random(SEED);
    for (int second = 0; second < 3600; second++) {
      clock[0] = TimeUnit.SECONDS.toNanos(second);
      boolean bad = second > 2010 && second < 2040;
      double spike = random.nextInt(40) == 0 ? 12 : 1;
      timeline.tended(
          (long) ((0.6 + random.nextDouble() / 2) * 1e6 * spike * (bad ? 60 : 1)), !bad);
      if (second == 1500) {
        timeline.moved(34);
      } else if (second == 2045 || second == 2400) {
        timeline.moved(1365);
      }
    }
    publisher.publish(cluster(3, 2, ""), Set.of());
    observer.look();
    publisher.publish(cluster(3, 3, ""), Set.of());
    publisher.heartbeat(700_000, true);
    observer.look();
    events.add(
        new Change(Change.Kind.BAD, "node BB9070011AC4202 10.0.0.3:3000: connection refused"));
    events.add(new Change(Change.Kind.GOOD, "tending without trouble again"));
    return snapshot(
        Role.OWNER, "", observer.latest(), timeline, events, List.of(cClientSegment(events)));
  }

  private static CClientBoard.CClientState cClientSegment(EventLog events) {
    CClientSettings segment =
        CClientSettings.defaults(new SegmentKey(0xA9000000), CClientLayout.V6_4);
    CClientBoard board = new CClientBoard(List.of(segment), events);
    board.ownerChanged(segment.key(), CClientListener.Owner.TENDER, 4711);
    board.used(segment.key(), 5, 3, 2);
    return board.states().get(0);
  }

  /** Returns a standby's status. */
  StatusSnapshot standby() throws SegmentException, OtherClusterException {
    Timeline timeline = new Timeline(System::nanoTime);
    EventLog events = new EventLog(InstantSource.system());
    events.add(new Change(Change.Kind.PLAIN, "this daemon stands by: another one owns the key"));
    SegmentObserver observer = observer(timeline, events);
    SegmentPublisher publisher =
        SegmentPublisher.open(settings, 1, Optional.of(cluster(5, 5, "")), Set.of());
    publisher.heartbeat(700_000, true);
    observer.look();
    return snapshot(Role.STANDBY, "", observer.latest(), timeline, events, List.of());
  }

  /** Returns the status of an owner that has lost its cluster. */
  StatusSnapshot unreachable() throws SegmentException, OtherClusterException {
    Timeline timeline = new Timeline(System::nanoTime);
    EventLog events = new EventLog(InstantSource.system());
    SegmentObserver observer = observer(timeline, events);
    SegmentPublisher publisher =
        SegmentPublisher.open(settings, 1, Optional.of(cluster(3, 3, "")), Set.of());
    for (int tend = 0; tend < 20; tend++) {
      publisher.heartbeat(1_000_000_000, false);
      timeline.tended(1_000_000_000, false);
    }
    observer.look();
    String trouble =
        "none of the seeds answers: 10.0.0.1:3000: connection refused; 10.0.0.2:3000: no answer"
            + " within 1 s";
    events.add(new Change(Change.Kind.BAD, trouble));
    return snapshot(Role.OWNER, trouble, observer.latest(), timeline, events, List.of());
  }

  /** Returns the status of a cluster whose every name is an attempt to be more than a text. */
  StatusSnapshot hostile(String attack) throws SegmentException, OtherClusterException {
    Timeline timeline = new Timeline(System::nanoTime);
    EventLog events = new EventLog(InstantSource.system());
    SegmentObserver observer = observer(timeline, events);
    SegmentPublisher publisher =
        SegmentPublisher.open(settings, 1, Optional.of(cluster(3, 3, attack)), Set.of());
    publisher.heartbeat(700_000, true);
    observer.look();
    events.add(new Change(Change.Kind.BAD, attack));
    return snapshot(Role.OWNER, attack, observer.latest(), timeline, events, List.of());
  }

  /** Returns the status of a cluster of any size, of which there is much to tell. */
  StatusSnapshot large(ClusterMap before, ClusterMap now)
      throws SegmentException, OtherClusterException {
    long[] clock = {0};
    Timeline timeline = new Timeline(() -> clock[0]);
    EventLog events = new EventLog(InstantSource.system());
    SegmentObserver observer = observer(timeline, events);
    SegmentPublisher publisher = SegmentPublisher.open(settings, 1, Optional.of(before), Set.of());
    publisher.heartbeat(700_000, true);
    observer.look();
    Random random = new Random(SEED);
    for (int second = 0; second < 3600; second++) {
      clock[0] = TimeUnit.SECONDS.toNanos(second);
      timeline.tended((long) (1e6 * (1 + 100 * random.nextDouble())), random.nextInt(9) > 0);
      timeline.moved(random.nextInt(4096));
    }
    publisher.publish(now, Set.of());
    publisher.heartbeat(700_000, true);
    observer.look();
    NodeTroubles troubles = new NodeTroubles(InstantSource.system());
    for (Node node : now.nodes()) {
      if (!node.active()) {
        troubles.nodeFailed(node.name(), 1, 7, new IOException("connection refused, and more"));
      }
    }
    for (int event = 0; event < 2 * EventLog.CAPACITY; event++) {
      events.add(
          new Change(Change.Kind.BAD, event + " nodes fail: " + now.nodes().get(0) + " again"));
    }
    return withReaders(
        snapshot(
            Role.OWNER,
            "64 nodes fail: " + now.nodes().get(0) + "; and others",
            observer.latest(),
            timeline,
            events,
            List.of()),
        troubles);
  }

  // A thousand of them.
  private static StatusSnapshot withReaders(StatusSnapshot status, NodeTroubles troubles) {
    Set<Long> pids = LongStream.range(5000, 6000).boxed().collect(Collectors.toSet());
    ProcessTable.Mappings mappings =
        new ProcessTable.Mappings(
            status.host().segments().stream()
                .collect(Collectors.toMap(SegmentSummary::path, segment -> pids)),
            12,
            3);
    return new StatusSnapshot(
        status.at(),
        status.daemon(),
        status.settings(),
        status.stance(),
        status.trouble(),
        status.observation(),
        status.timeline(),
        troubles.present(),
        status.events(),
        new HostSurvey(
            status.host().at(), status.host().segments(), mappings, status.host().waiting()),
        status.cClients());
  }

  private SegmentObserver observer(Timeline timeline, EventLog events) {
    return new SegmentObserver(
        settings.directory(), settings.key(), () -> true, InstantSource.system(), timeline, events);
  }

  private StatusSnapshot snapshot(
      Role role,
      String trouble,
      Observation observation,
      Timeline timeline,
      EventLog events,
      List<CClientBoard.CClientState> cClients) {
    Instant now = Instant.now();
    return new StatusSnapshot(
        now,
        new StatusSnapshot.Daemon("0.1.0", 4711, now.minus(Duration.ofHours(3))),
        settings,
        new Stance(role, now.minus(Duration.ofMinutes(90))),
        trouble,
        observation,
        timeline.steps(),
        Map.of(),
        events.latest(),
        new HostSurvey(
            now,
            observation.segment().stream().map(SegmentSummary::of).toList(),
            new ProcessTable.Mappings(
                observation.segment().stream()
                    .collect(
                        Collectors.toMap(
                            segment -> segment.path(), segment -> Set.of(11L, 12L, 13L, 14L))),
                7,
                0),
            role == Role.STANDBY ? Set.of(4711L) : Set.of(4712L)),
        cClients);
  }

  /** A cluster of which the first few nodes master partitions, evenly as if at random. */
  private static ClusterMap cluster(int nodes, int masters, String attack) {
    List<Node> all = new ArrayList<>();
    int[] racks = new int[nodes];
    for (int node = 0; node < nodes; node++) {
      racks[node] = 1 + node % 3;
      all.add(
          new Node(
              attack.isEmpty() ? "BB90" + (50 + node) + "0011AC4202" : node + attack,
              "10.0.0." + (node + 1),
              3000,
              "",
              attack.isEmpty() ? "8.1.0." + node : attack,
              0,
              1,
              node < masters));
    }
    List<NamespaceMap> namespaces =
        List.of(
            namespace(attack.isEmpty() ? "orders" : attack, nodes, masters, racks, 1),
            namespace("sessions", nodes, masters, racks, 2));
    return new ClusterMap(attack.isEmpty() ? "shop-eu" : attack, all, namespaces);
  }

  private static NamespaceMap namespace(
      String name, int nodes, int masters, int[] racks, long seed) {
    Random random = new Random(SEED + seed);
    short[][] replicas = new short[2][NamespaceMap.PARTITIONS];
    for (int partition = 0; partition < NamespaceMap.PARTITIONS; partition++) {
      int master = random.nextInt(nodes);
      replicas[0][partition] = (short) (master < masters ? master : (partition % masters));
      replicas[1][partition] = (short) ((replicas[0][partition] + 1) % masters);
    }
    return new NamespaceMap(name, false, replicas, new int[NamespaceMap.PARTITIONS], racks);
  }
}
