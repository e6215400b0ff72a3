package io.shmtender.daemon.status;

import io.shmtender.reader.NamespaceView;
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
      new MasterMoves(new long[NamespaceView.PARTITIONS], new String[NamespaceView.PARTITIONS], 0);

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

  /** Returns these moves and those from one view to the next. */
  MasterMoves and(NamespaceView before, NamespaceView after, Instant now) {
    if (before.sameHolders(after)) {
      return new MasterMoves(epochMillis, formers, 0);
    }
    long[] times = null;
    String[] names = null;
    int moved = 0;
    for (int partition = 0; partition < NamespaceView.PARTITIONS; partition++) {
      Node then = before.master(partition);
      if (!sameNode(then, after.master(partition))) {
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

  private static boolean sameNode(Node one, Node other) {
    if (one == null || other == null) {
      return one == null && other == null;
    }
    return one.name().equals(other.name());
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
