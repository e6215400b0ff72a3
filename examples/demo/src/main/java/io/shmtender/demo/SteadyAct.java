package io.shmtender.demo;

import io.shmtender.reader.SegmentStatus;
import io.shmtender.reader.ShmReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Nothing happens. Counts what the nodes are asked meanwhile. */
final class SteadyAct implements Act {
  private static final int TENDS = 5;
  private static final Duration TEND_LIMIT = Duration.ofMinutes(1);
  private static final Duration QUIET_LIMIT = Duration.ofMinutes(2);

  @Override
  public String title() {
    return "Nothing happens";
  }

  @Override
  public String meaning() {
    return "One process asks the nodes who holds what. The readers look it up in shared memory.";
  }

  @Override
  public void play(Scene scene) throws DemoFailure, CurtainException {
    ShmReader reader = scene.stage().reader();
    // After a change, which a new daemon's first map is too, it asks more often for a while.
    scene
        .pace()
        .until(
            QUIET_LIMIT,
            () -> "a pause between two tends: " + reader.status(),
            () -> reader.status().heartbeatAge().compareTo(Tenders.INTERVAL.dividedBy(2)) > 0);
    Totals before = scene.stage().readers().totals();
    // From the end of one tend to the end of another: no request is half counted.
    Counts first = afterTend(scene, reader.status().tends() + 1);
    Counts last = afterTend(scene, first.tends() + TENDS);
    List<String> counts = new ArrayList<>();
    long most = 0;
    for (Map.Entry<String, Long> node : last.requests().entrySet()) {
      long count = node.getValue() - first.requests().get(node.getKey());
      most = Math.max(most, count);
      counts.add(node.getKey() + " " + Text.count(count, "time", "times"));
    }
    InfoLoad load =
        new InfoLoad(
            most,
            last.tends() - first.tends(),
            Scene.between(first.nanos(), last.nanos()),
            scene.host().between(first.nanos(), last.nanos()));
    scene.findings().add(load);
    tell(scene, load, String.join(", ", counts));
    Totals after = scene.stage().readers().totals();
    scene.account().line("readers", "their gets go to the masters: " + after.sharesSince(before));
  }

  private static void tell(Scene scene, InfoLoad load, String counts) {
    int readers = scene.stage().readers().count();
    Account account = scene.account();
    account.line("tender", "asked " + counts + " in " + Text.time(load.time()) + ":");
    account.more("*" + Text.ratio(load.perInterval()) + " info requests per node and interval*");
    account.more(
        "(computed for the official client, where each process asks for itself: "
            + Text.ratio(readers)
            + " for");
    account.more(
        " these "
            + Text.count(readers, "reader", "readers")
            + ", 64.00 on a host with 64; here readers add nothing)");
  }

  /**
   * What nodes were asked up to the end of a tend.
   *
   * @param tends which tend
   * @param nanos when it ended
   * @param requests info requests by node
   */
  private record Counts(long tends, long nanos, Map<String, Long> requests) {}

  // Counts until no other tend began or ended meanwhile, however late this process is.
  private static Counts afterTend(Scene scene, long least) throws DemoFailure, CurtainException {
    ShmReader reader = scene.stage().reader();
    Counts[] counted = new Counts[1];
    scene
        .pace()
        .until(
            TEND_LIMIT,
            () -> "a while after tend " + least + ": " + reader.status(),
            () -> {
              long tends = reader.status().tends();
              Map<String, Long> requests = infoRequests(scene);
              SegmentStatus status = reader.status();
              long ended = System.nanoTime() - status.heartbeatAge().toNanos();
              counted[0] = new Counts(tends, ended, requests);
              return tends >= least
                  && status.tends() == tends
                  && status.heartbeatAge().compareTo(Tenders.INTERVAL.dividedBy(2)) < 0;
            });
    return counted[0];
  }

  private static Map<String, Long> infoRequests(Scene scene) {
    Map<String, Long> requests = new TreeMap<>();
    scene
        .stage()
        .cluster()
        .counters()
        .forEach((node, counters) -> requests.put(node, counters.infoRequests()));
    return requests;
  }
}
