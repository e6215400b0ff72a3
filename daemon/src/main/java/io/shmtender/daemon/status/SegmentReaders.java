package io.shmtender.daemon.status;

import io.shmtender.reader.SegmentStatus;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Which processes read a segment, as far as this user may see. */
final class SegmentReaders {
  private final StatusSnapshot snapshot;

  SegmentReaders(StatusSnapshot snapshot) {
    this.snapshot = snapshot;
  }

  /** Returns the processes that have a segment mapped and are no daemons of its key. */
  Set<Long> of(Path segment, Optional<SegmentStatus> status) {
    Set<Long> pids = new TreeSet<>(snapshot.host().mappings().of(segment));
    status.map(SegmentStatus::ownerPid).ifPresent(pids::remove);
    pids.removeAll(snapshot.host().waiting());
    pids.remove(snapshot.daemon().pid());
    return pids;
  }

  /** Returns how far the counts go. */
  String scope() {
    int hidden = snapshot.host().mappings().hidden();
    int pending = snapshot.host().mappings().pending();
    String seen =
        switch (hidden) {
          case 0 -> "processes that have it mapped";
          case 1 -> "visible to this user; 1 process hidden";
          default -> "visible to this user; " + hidden + " processes hidden";
        };
    return pending == 0 ? seen : seen + "; " + pending + " not looked at yet";
  }
}
