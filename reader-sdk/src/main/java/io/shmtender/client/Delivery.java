package io.shmtender.client;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Commands whose attempt is over, to be told so one after the other. What depends on a future runs
 * when it is told, and may wait, even for one that comes later in here: then another thread takes
 * over what is left. So any number of threads may do this at the same time.
 */
final class Delivery extends Telling {
  private final Combiner combiner;
  private final List<Pending<?>> commands;
  private final boolean late;
  private final AtomicInteger next = new AtomicInteger();

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
  int progress() {
    return next.get();
  }

  @Override
  boolean isOver(int progress) {
    return progress >= commands.size();
  }
}
