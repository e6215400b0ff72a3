package io.shmtender.demo;

import java.util.ArrayList;
import java.util.List;

/** What the acts measured. For the scenario's thread. */
final class Findings {
  private final List<Takeover> takeovers = new ArrayList<>();
  private final List<Outage> outages = new ArrayList<>();
  private final List<InfoLoad> loads = new ArrayList<>();
  private final List<Long> epochs = new ArrayList<>();
  private final List<String> surprises = new ArrayList<>();

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

  List<String> surprises() {
    return surprises;
  }

  /** Returns whether a command that failed may have met a node that was dead. */
  boolean excuses(ReaderLine.Failed failure) {
    return outages.stream().anyMatch(outage -> outage.excuses(failure));
  }
}
