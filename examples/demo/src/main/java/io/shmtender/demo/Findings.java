package io.shmtender.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What the acts measured. For the scenario's thread. */
final class Findings {
  // Of the default timeout of a second: what a command is left with on a host where that is less
  // was no fair chance.
  private static final Duration FAIR = Duration.ofMillis(500);

  private final Host host;
  private final List<Takeover> takeovers = new ArrayList<>();
  private final List<Outage> outages = new ArrayList<>();
  private final List<InfoLoad> loads = new ArrayList<>();
  private final List<Long> epochs = new ArrayList<>();
  private final List<Unasked> unasked = new ArrayList<>();
  private final List<String> surprises = new ArrayList<>();

  Findings(Host host) {
    this.host = host;
  }

  void add(Takeover takeover) {
    takeovers.add(takeover);
  }

  void add(Outage outage) {
    outages.add(outage);
  }

  void add(InfoLoad load) {
    loads.add(load);
  }

  /** Notes that there is an owner of this epoch. */
  void epoch(long epoch) {
    epochs.add(epoch);
  }

  /** Notes that there is another owner, though nothing was done to the one before. */
  void add(Unasked takeover) {
    unasked.add(takeover);
    epochs.add(takeover.epoch());
  }

  /** Returns the newest epoch that was noted. */
  long lastEpoch() {
    return epochs.get(epochs.size() - 1);
  }

  /** Notes something that must not happen. */
  void surprise(String what) {
    surprises.add(what);
  }

  List<Takeover> takeovers() {
    return takeovers;
  }

  List<Outage> outages() {
    return outages;
  }

  List<InfoLoad> loads() {
    return loads;
  }

  List<Long> epochs() {
    return epochs;
  }

  List<Unasked> unasked() {
    return unasked;
  }

  List<String> surprises() {
    return surprises;
  }

  /** Returns whether a command that failed may have met a node that was dead. */
  boolean excuses(ReaderLine.Failed failure) {
    return outages.stream().anyMatch(outage -> outage.excuses(failure));
  }

  /** Judges a command that failed: its default timeout holds on a busy host, too. */
  Judgement judge(ReaderLine.Failed failure) {
    if (excuses(failure)) {
      return Judgement.KEPT;
    }
    return failure.timedOut() && without(failure).compareTo(FAIR) <= 0
        ? Judgement.UNJUDGED
        : Judgement.BROKEN;
  }

  private Duration without(ReaderLine.Failed failure) {
    return busyness(failure).without(Duration.ofNanos(failure.endNanos() - failure.startNanos()));
  }

  Host host() {
    return host;
  }

  /** Returns how busy the host was while a command failed. */
  Busyness busyness(ReaderLine.Failed failure) {
    return host.between(failure.startNanos(), failure.endNanos());
  }
}
