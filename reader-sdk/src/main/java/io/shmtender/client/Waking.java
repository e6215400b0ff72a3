package io.shmtender.client;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Wakes the threads of commands that have succeeded together, as a tree: the first is woken, and
 * each wakes two more before it goes on. So the carrier goes on with the next batch at once, where
 * otherwise each thread that it wakes may take its processor; on more processors it takes five
 * steps rather than twenty until the last of twenty is awake.
 *
 * <p>Why nobody is left asleep: the commands are completed from the last one to the first, so that
 * who finds its own done, and passes that on, finds those below it done as well; woken before that,
 * a thread sleeps on and is woken once more. A thread that is not let run for as long as a carrier
 * may take for a step, as one may be that is virtual or has a debugger, is passed over: the watch
 * lets another one wake all that are left. To be woken twice does no harm.
 */
final class Waking extends Telling {
  private final Combiner combiner;
  private final List<Pending<?>> commands;
  private final AtomicInteger left;

  Waking(Combiner combiner, List<Pending<?>> commands) {
    this.combiner = combiner;
    this.commands = commands;
    this.left = new AtomicInteger(commands.size());
  }

  /** Completes the commands, and wakes the first one's thread. */
  void begin() {
    for (int i = commands.size() - 1; i >= 0; i--) {
      commands.get(i).succeed(this, i);
    }
    commands.get(0).wake();
  }

  /** Wakes those who come after this one. Called by the thread of each command, once. */
  void passOn(int place) {
    wake(2 * place + 1);
    wake(2 * place + 2);
    if (left.decrementAndGet() == 0) {
      combiner.forget(this);
    }
  }

  private void wake(int place) {
    if (place < commands.size()) {
      commands.get(place).wake();
    }
  }

  /** Wakes all, after which nobody depends on another: all commands are done. */
  @Override
  public void run() {
    for (Pending<?> command : commands) {
      command.wake();
    }
    combiner.forget(this);
  }

  @Override
  int progress() {
    return left.get();
  }

  @Override
  boolean isOver(int progress) {
    return progress == 0;
  }
}
