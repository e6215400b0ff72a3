package io.shmtender.demo;

import java.time.Duration;
import java.util.List;

/** The acts, one after the other. */
final class Scenario {
  private static final Duration START_LIMIT = Duration.ofMinutes(2);
  // Longer than any act but the one with a threshold takes.
  private static final Duration LOOK_BACK = Duration.ofSeconds(10);
  private static final List<String> NODES = List.of("B", "C", "A");

  private final Scene scene;
  private int actsPlayed;

  Scenario(Scene scene) {
    this.scene = scene;
  }

  /** Starts everything. */
  void begin(int readerCount) throws DemoFailure, CurtainException {
    Stage stage = scene.stage();
    Account account = scene.account();
    account.heading(
        "The cast",
        "   Two daemons run the same command: one owns the key and tends, the other stands by.",
        "   The readers are told a directory, and no server's address.");
    account.line("cluster", "3 simulated nodes: " + stage.nodes());
    TenderProcess first = stage.tenders().start();
    stage.attach(scene.pace(), first);
    long epoch = stage.reader().status().epoch();
    scene.findings().epoch(epoch);
    account.line("owner", first + " tends and publishes key " + stage.key() + ", epoch " + epoch);
    TenderProcess second = stage.tenders().startStandby(scene.pace());
    account.line("standby", second + " stands by; both were started as");
    stage.tenders().commandLine().forEach(account::more);
    stage.status().page().ifPresent(page -> account.line("status", page + " in a browser"));
    stage.readers().start(readerCount, stage.directory());
    scene.pace().until(START_LIMIT, () -> "readers at work", () -> stage.readers().allAtWork());
    account.line(
        "readers",
        Text.count(readerCount, "process puts and gets", "processes put and get")
            + " without pause (pids "
            + stage.readers().pids()
            + ")");
  }

  /** Returns whether there was anything to see. */
  boolean hasBegun() {
    return actsPlayed > 0;
  }

  /** Plays all acts. */
  void round(int number) throws DemoFailure, CurtainException {
    List<Act> acts =
        List.of(
            new SteadyAct(),
            new NodeDeathAct(NODES.get(number % NODES.size())),
            new MoveAct(number),
            new TakeoverAct(Takeover.Cause.STOPPED),
            new TakeoverAct(Takeover.Cause.KILLED),
            new TakeoverAct(Takeover.Cause.HUNG));
    for (Act act : acts) {
      play(act);
    }
  }

  private void play(Act act) throws DemoFailure, CurtainException {
    Account account = scene.account();
    account.heading(++actsPlayed + "  " + act.title(), "   " + act.meaning());
    long start = System.nanoTime();
    noteUnaskedTakeovers();
    Totals before = scene.stage().readers().beginAct();
    act.play(scene);
    noteUnaskedTakeovers();
    Totals after = scene.stage().readers().totals();
    account.line(
        "commands",
        "*"
            + Text.count(after.commands() - before.commands())
            + "* done, "
            + failures(after.failures().stream().filter(f -> f.endNanos() >= start).toList())
            + "; the slowest took "
            + Text.time(Duration.ofNanos(after.slowestNanos())));
  }

  private void noteUnaskedTakeovers() {
    long epoch = scene.stage().reader().status().epoch();
    while (scene.findings().lastEpoch() < epoch) {
      long now = System.nanoTime();
      Busyness host = scene.host().between(now - LOOK_BACK.toNanos(), now);
      Unasked takeover = new Unasked(scene.findings().lastEpoch() + 1, host);
      scene.findings().add(takeover);
      scene
          .account()
          .trouble(
              "the owner was silent for more than "
                  + Text.seconds(Tenders.TAKEOVER_THRESHOLD)
                  + " and was taken over from: epoch "
                  + takeover.epoch());
    }
  }

  private String failures(List<ReaderLine.Failed> failures) {
    List<ReaderLine.Failed> excused = failures.stream().filter(scene.findings()::excuses).toList();
    String others =
        failures.size() == excused.size() ? "none" : "" + (failures.size() - excused.size());
    return excused.isEmpty()
        ? "*" + others + " failed*"
        : Totals.kinds(excused) + " failed in the outage, *" + others + " otherwise*";
  }
}
