package io.shmtender.daemon.status;

import io.shmtender.reader.ClusterMap;
import io.shmtender.reader.NamespaceMap;
import io.shmtender.reader.Node;
import java.time.Instant;
import java.util.Arrays;

/**
 * Which partitions of a namespace changed their master while this daemon watched: when, and who was
 * the master before. Immutable.
 */
final class MasterMoves {
  /** No moves. */
  static final MasterMoves NONE =
      new MasterMoves(new long[NamespaceMap.PARTITIONS], new String[NamespaceMap.PARTITIONS], 0);

  // 0 where nothing moved.
  private final long[] epochMillis;
  // Null where nothing moved or nobody was the master.
  private final String[] formers;
  private final int latest;

  private MasterMoves(long[] epochMillis, String[] formers, int latest) {
    this.epochMillis = epochMillis;
    this.formers = formers;
    this.latest = latest;
  }

  /** Returns these moves and those from one map to the next, which both have the namespace. */
  MasterMoves and(ClusterMap before, ClusterMap after, String namespace, Instant now) {
    NamespaceMap former = before.namespace(namespace);
    NamespaceMap present = after.namespace(namespace);
    if (before.sameHolders(former, after, present)) {
      return new MasterMoves(epochMillis, formers, 0);
    }
    long[] times = null;
    String[] names = null;
    int moved = 0;
    for (int partition = 0; partition < NamespaceMap.PARTITIONS; partition++) {
      Node then = before.master(former, partition);
      if (!Node.isSame(then, after.master(present, partition))) {
        if (times == null) {
          times = epochMillis.clone();
          names = formers.clone();
        }
        times[partition] = now.toEpochMilli();
        names[partition] = then == null ? null : then.name();
        moved++;
      }
    }
    return times == null
        ? new MasterMoves(epochMillis, formers, 0)
        : new MasterMoves(times, names, moved);
  }

  /** Returns how many partitions moved last time. */
  int latest() {
    return latest;
  }

  /** Returns when a partition moved last, milliseconds since 1970; 0 if it did not. */
  long movedAt(int partition) {
    return epochMillis[partition];
  }

  /** Returns who was a partition's master before it moved last; empty if nobody. */
  String former(int partition) {
    return formers[partition] == null ? "" : formers[partition];
  }

  /** Returns how many partitions moved since a time, milliseconds since 1970. */
  int since(long time) {
    return (int) Arrays.stream(epochMillis).filter(moved -> moved != 0 && moved >= time).count();
  }
}
