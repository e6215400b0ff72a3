package io.shmtender.daemon.status;

import io.shmtender.daemon.cclient.CClientListener;
import io.shmtender.daemon.cclient.CClientSettings;
import io.shmtender.daemon.report.Change;
import io.shmtender.daemon.report.Change.Kind;
import io.shmtender.daemon.report.Quantity;
import io.shmtender.reader.layout.SegmentKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * How the C-client segments are doing, as the conductor tells it. Thread-safe: every method takes
 * the one lock for a moment.
 */
final class CClientBoard implements CClientListener {
  private final EventLog events;
  // In the order of the settings.
  private final Map<SegmentKey, CClientState> states = new LinkedHashMap<>();

  /**
   * A segment.
   *
   * @param settings what was configured
   * @param owner who owns it
   * @param pid the owner's process id, 0 if nobody owns it
   * @param attached how many processes have it attached, the daemon included
   * @param nodes how many node slots are in use
   * @param namespaces how many partition tables are in use
   * @param repaired how many words were overwritten by others and written again
   * @param problem what is wrong with it, empty if nothing is
   */
  record CClientState(
      CClientSettings settings,
      Owner owner,
      int pid,
      int attached,
      int nodes,
      int namespaces,
      long repaired,
      String problem) {

    private CClientState ownedBy(Owner now, int nowPid) {
      return new CClientState(
          settings, now, nowPid, attached, nodes, namespaces, repaired, problem);
    }

    private CClientState used(int nowAttached, int nowNodes, int nowNamespaces) {
      return new CClientState(
          settings, owner, pid, nowAttached, nowNodes, nowNamespaces, repaired, problem);
    }

    private CClientState repaired(int words) {
      return new CClientState(
          settings, owner, pid, attached, nodes, namespaces, repaired + words, problem);
    }

    private CClientState withProblem(String now) {
      return new CClientState(settings, owner, pid, attached, nodes, namespaces, repaired, now);
    }
  }

  CClientBoard(List<CClientSettings> settings, EventLog events) {
    this.events = events;
    for (CClientSettings segment : settings) {
      states.put(segment.key(), new CClientState(segment, Owner.NOBODY, 0, 0, 0, 0, 0, ""));
    }
  }

  /** Returns how they are doing. */
  synchronized List<CClientState> states() {
    return List.copyOf(states.values());
  }

  private synchronized void update(SegmentKey key, UnaryOperator<CClientState> change) {
    states.computeIfPresent(key, (any, state) -> change.apply(state));
  }

  private void tell(Kind kind, SegmentKey key, String what) {
    events.add(new Change(kind, "C-client segment " + key + ": " + what));
  }

  @Override
  public void ownerChanged(SegmentKey key, Owner owner, int pid) {
    update(key, state -> state.ownedBy(owner, pid));
    switch (owner) {
      case TENDER -> tell(Kind.GOOD, key, "this daemon owns it");
      case OTHER_TENDER -> tell(Kind.BAD, key, "another tender, pid " + pid + ", owns it");
      case APPLICATION -> tell(Kind.BAD, key, "an application, pid " + pid + ", owns it");
      case NOBODY -> tell(Kind.PLAIN, key, "not owned by this daemon any more");
    }
  }

  @Override
  public void repaired(SegmentKey key, int words) {
    update(key, state -> state.repaired(words));
    tell(Kind.BAD, key, "another process wrote into it; repaired");
  }

  @Override
  public void lockRepaired(SegmentKey key) {
    tell(Kind.PLAIN, key, "freed a lock that a dead process had left");
  }

  @Override
  public void capacityReached(SegmentKey key, int nodes, int namespaces) {
    if (nodes == 0 && namespaces == 0) {
      update(key, state -> state.withProblem(""));
      tell(Kind.GOOD, key, "everything fits again");
    } else {
      String full =
          "no room for "
              + Quantity.count(nodes, "node")
              + " and "
              + Quantity.count(namespaces, "namespace");
      update(key, state -> state.withProblem(full));
      tell(Kind.BAD, key, full);
    }
  }

  @Override
  public void recreated(SegmentKey key) {
    tell(Kind.BAD, key, "somebody removed it; made anew");
  }

  @Override
  public void failed(SegmentKey key, String message) {
    update(key, state -> state.withProblem(message));
    tell(
        message.isEmpty() ? Kind.GOOD : Kind.BAD,
        key,
        message.isEmpty() ? "it can be used again" : message);
  }

  @Override
  public void used(SegmentKey key, int attached, int nodes, int namespaces) {
    update(key, state -> state.used(attached, nodes, namespaces));
  }
}
