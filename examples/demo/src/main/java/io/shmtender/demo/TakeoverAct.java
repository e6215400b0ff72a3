package io.shmtender.demo;

import io.shmtender.reader.ShmReader;
import java.time.Duration;

/** The owner goes away, one way or another, and the standby takes its place. */
final class TakeoverAct implements Act {
  // Enough to see how late it is, on a busy host too.
  private static final Duration WAIT_LIMIT = Duration.ofMinutes(1);
  private static final Duration END_LIMIT = Duration.ofMinutes(1);

  private final Takeover.Cause cause;

  TakeoverAct(Takeover.Cause cause) {
    this.cause = cause;
  }

  @Override
  public String title() {
    return switch (cause) {
      case STOPPED -> "The owner is stopped (SIGTERM)";
      case KILLED -> "The owner is killed (SIGKILL)";
      case HUNG -> "The owner hangs (SIGSTOP), and wakes up again (SIGCONT)";
    };
  }

  @Override
  public String meaning() {
    return switch (cause) {
      case STOPPED ->
          "An upgrade must not be noticed: the owner lets go, the standby owns at once.";
      case KILLED ->
          "It cannot say goodbye. The kernel frees its lock, and the standby waits for it.";
      case HUNG ->
          "It keeps its lock and does nothing. Past the threshold of "
              + Text.seconds(Tenders.TAKEOVER_THRESHOLD)
              + " the standby goes around it.";
    };
  }

  @Override
  public void play(Scene scene) throws DemoFailure, CurtainException {
    TenderProcess owner = scene.stage().owner();
    TenderProcess standby = takeOver(scene, owner);
    switch (cause) {
      case STOPPED, KILLED -> replace(scene, owner);
      case HUNG -> wake(scene, owner, standby);
    }
  }

  private TenderProcess takeOver(Scene scene, TenderProcess owner)
      throws DemoFailure, CurtainException {
    ShmReader reader = scene.stage().reader();
    long epoch = reader.status().epoch();
    scene.account().line("owner", owner + ", epoch " + epoch + ", gets the signal");
    Totals before = scene.stage().readers().totals();
    long signalled = System.nanoTime();
    switch (cause) {
      case STOPPED -> owner.process().terminate();
      case KILLED -> owner.process().kill();
      case HUNG -> owner.process().signal("STOP");
    }
    long seen =
        scene
            .pace()
            .until(
                WAIT_LIMIT,
                () -> "an owner after epoch " + epoch + ": " + reader.status(),
                () -> reader.status().epoch() > epoch);
    Takeover takeover =
        new Takeover(cause, Scene.between(signalled, seen), scene.host().between(signalled, seen));
    TenderProcess next = scene.stage().owner();
    long nextEpoch = reader.status().epoch();
    scene.findings().add(takeover);
    scene.findings().epoch(nextEpoch);
    scene
        .account()
        .line(
            "standby",
            next
                + " owns, epoch "
                + nextEpoch
                + ", and published its own map *"
                + Text.time(takeover.took())
                + "* after the signal");
    if (cause == Takeover.Cause.HUNG) {
      long meanwhile = scene.stage().readers().totals().commands() - before.commands();
      scene
          .account()
          .line(
              "readers",
              "went on with the last map until then: " + Text.count(meanwhile) + " commands");
    }
    String late = "that is more than " + Text.seconds(cause.limit());
    switch (takeover.judge()) {
      case KEPT -> {}
      case UNJUDGED -> scene.account().more(late + ", but the host is too busy to judge it");
      case BROKEN -> scene.account().trouble(late);
    }
    return next;
  }

  private void replace(Scene scene, TenderProcess gone) throws DemoFailure, CurtainException {
    if (!gone.process().awaitEnd(END_LIMIT)) {
      throw new DemoFailure(gone + " does not end");
    }
    if (cause == Takeover.Cause.STOPPED && gone.process().exitCode() != 0) {
      scene
          .findings()
          .surprise("the stopped owner ended with exit code " + gone.process().exitCode());
    }
    scene.stage().tenders().forget(gone);
    TenderProcess standby = scene.stage().tenders().startStandby(scene.pace());
    scene.account().line("standby", standby + " was started and stands by");
    scene.pause(1_000);
  }

  private static void wake(Scene scene, TenderProcess hung, TenderProcess owner)
      throws DemoFailure, CurtainException {
    ShmReader reader = scene.stage().reader();
    scene.pause(1_000);
    int before = hung.timesStandby();
    long sequence = reader.view().sequence();
    long epoch = reader.status().epoch();
    scene.account().line("owner", hung + ", the old one, wakes up and thinks that it still owns");
    long woken = System.nanoTime();
    hung.process().signal("CONT");
    long standby =
        scene
            .pace()
            .until(
                WAIT_LIMIT,
                () -> hung + " as a standby: " + hung.process().lastLines(),
                () -> hung.timesStandby() > before);
    scene
        .account()
        .line(
            "standby",
            hung
                + " noticed and became the standby *"
                + Text.time(Scene.between(woken, standby))
                + "* after it woke up");
    scene.pause(1_200);
    // Its successor may have been silent for too long in turn, which is told after the act.
    boolean undisturbed =
        (reader.status().epoch() > epoch
                || (reader.status().ownerPid() == owner.pid() && reader.status().epoch() == epoch))
            && reader.view().sequence() >= sequence;
    if (undisturbed) {
      scene.account().line("readers", "saw nothing of it: the owner is still " + owner);
    } else {
      scene.findings().surprise("the old owner disturbed the new one: " + reader.status());
    }
  }
}
