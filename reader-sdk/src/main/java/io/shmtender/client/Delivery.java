package io.shmtender.client;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Commands whose attempt is over, to be told so one after the other. What depends on a future runs
 * when it is told, and may wait, even for one that comes later in here: then another thread takes
 * over what is left. So any number of threads may do this at the same time.
 */
final class Delivery implements Telling {
  private static final long STALL_NANOS = Carrier.STALL_NANOS;

  private final Combiner combiner;
  private final List<Pending<?>> commands;
  private final boolean late;
  private final AtomicInteger next = new AtomicInteger();
  // The watch's.
  private int seen = -1;
  private long seenAt;

  /**
   * Makes one.
   *
   * @param late whether the attempts are over because their time is up
   */
  Delivery(Combiner combiner, List<Pending<?>> commands, boolean late) {
    this.combiner = combiner;
    this.commands = commands;
    this.late = late;
  }

  @Override
  public void run() {
    for (int i = next.getAndIncrement(); i < commands.size(); i = next.getAndIncrement()) {
      if (late) {
        combiner.settleLate(commands.get(i));
      } else {
        combiner.settle(commands.get(i));
      }
    }
  }

  @Override
  public boolean hasStalled(long now) {
    int at = next.get();
    if (at != seen) {
      seen = at;
      seenAt = now;
      return false;
    }
    if (now - seenAt < STALL_NANOS || at >= commands.size()) {
      return false;
    }
    seenAt = now;
    return true;
  }
}
