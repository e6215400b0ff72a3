package io.shmtender.daemon.cclient;

import io.shmtender.daemon.cclient.CClientListener.Owner;
import io.shmtender.daemon.report.Excerpt;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the log, and to the listener, what happens to the segments of a key. */
final class SegmentReports implements SegmentEvents {
  private static final Logger LOG = LoggerFactory.getLogger(SegmentReports.class);

  private final CClientSettings settings;
  private final CClientListener listener;

  SegmentReports(CClientSettings settings, CClientListener listener) {
    this.settings = settings;
    this.listener = listener;
  }

  @Override
  public void owned(int pid, int nodes, int tables) {
    LOG.info("{}: owner, {} nodes and {} namespaces published", settings, nodes, tables);
    listener.ownerChanged(settings.key(), Owner.TENDER, pid);
  }

  @Override
  public void hasOtherRoom(Dimensions room) {
    LOG.warn(
        "{} has room for {} nodes and {} namespaces, as somebody made it. It gets the configured"
            + " size when the daemon starts and nobody has it attached",
        settings,
        room.nodes(),
        room.tables());
  }

  @Override
  public void followed(int owner, boolean tender) {
    if (tender) {
      LOG.warn(
          "{} is owned by process {}, a tender of another key or directory: following it. Give the"
              + " C clients of each cluster a segment of their own, or let both tenders use one key"
              + " and directory",
          settings,
          owner);
    } else {
      LOG.warn(
          "{} is owned by process {}, an application: following it. It is taken over when that"
              + " process closes its client, ends, or does not tend for the takeover threshold",
          settings,
          owner);
    }
    listener.ownerChanged(settings.key(), tender ? Owner.OTHER_TENDER : Owner.APPLICATION, owner);
  }

  @Override
  public void lost(int owner) {
    LOG.warn("{} was taken over by process {} while this one did not run", settings, owner);
  }

  @Override
  public void takesOverFromTender(int owner) {
    LOG.info("{}: taking over from the tender that was process {}", settings, owner);
  }

  @Override
  public void takesOverDeserted(int owner) {
    LOG.info("{}: process {} left it locked and is gone: taking over", settings, owner);
  }

  @Override
  public void takesOverSilent(int owner, boolean alive, long silenceMillis) {
    LOG.warn(
        "{}: process {} {} and did not tend for {} ms: taking over",
        settings,
        owner,
        alive ? "seems to hang" : "is gone",
        silenceMillis);
  }

  @Override
  public void takeOverLockFreed() {
    LOG.warn("{}: freed the take-over lock, which a dead process had left held", settings);
    listener.lockRepaired(settings.key());
  }

  @Override
  public void locksFreed(int locks) {
    LOG.warn(
        "{}: freed {} lock(s) that another process, dead by now, had left held", settings, locks);
    for (int i = 0; i < locks; i++) {
      listener.lockRepaired(settings.key());
    }
  }

  @Override
  public void repaired(int words) {
    listener.repaired(settings.key(), words);
  }

  @Override
  public void repairedLately(long words) {
    LOG.warn("{}: repaired {} words that another process overwrote", settings, words);
  }

  @Override
  public void leftOut(List<String> nodes, List<String> namespaces) {
    listener.capacityReached(settings.key(), nodes.size(), namespaces.size());
    if (nodes.isEmpty() && namespaces.isEmpty()) {
      LOG.info("{}: everything fits again", settings);
    }
    if (!nodes.isEmpty()) {
      LOG.error(
          "{} is full: no slot for the nodes {}. Commands for their partitions take the way through"
              + " other nodes. Raise max-nodes here and shm_max_nodes in the applications, and start"
              + " all of them again; the slots of nodes that left are not used for others",
          settings,
          Excerpt.of(nodes));
    }
    if (!namespaces.isEmpty()) {
      LOG.error(
          "{} is full: no table for the namespaces {}, which applications do not find. Raise"
              + " max-namespaces here and shm_max_namespaces in the applications, and start all of"
              + " them again",
          settings,
          Excerpt.of(namespaces));
    }
  }

  @Override
  public void replaced() {
    LOG.info("{}: not as configured and nobody uses it, removed to make it anew", settings);
  }

  @Override
  public void begunAnew() {
    LOG.info("{}: nobody uses it, it begins anew with the nodes that there are", settings);
  }

  @Override
  public void removedUnused() {
    LOG.info("{}: nobody uses it, removed", settings);
  }
}
