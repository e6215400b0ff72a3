package io.shmtender.client;

import io.shmtender.reader.ClusterView;
import io.shmtender.reader.Node;
import io.shmtender.reader.ShmReaderException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Carries the commands of a lane to their node and their outcomes back, one exchange after the
 * other, until nothing waits. One command goes as what it is, several go as a {@link
 * CombinedBatch}.
 *
 * <p>Used by one thread, but for what the watch and a sweep look at: the batch that is under way,
 * the lanes it has promised to serve, and whether it gets on. It gets on as long as {@code steps}
 * grows; {@code stalled} is no more than a hint, which the next step takes back.
 */
final class Carrier implements Runnable {
  /** How long a thread may be at one step before others do what waits for it. */
  static final long STALL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  // How soon it looks again when others have all connections in use.
  private static final long CONNECTION_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final Combiner combiner;
  private Lane lane;
  // Whether it counts among its lane's carriers. Guarded by the lane's lock.
  boolean counts = true;

  // Guarded by itself: lanes that wait for this thread.
  private final List<Lane> promised = new ArrayList<>(0);

  private volatile CombinedBatch underWay;
  private volatile int steps;
  private volatile boolean stalled;
  // The watch's.
  private int seenSteps = -1;
  private long seenAt;

  Carrier(Combiner combiner, Lane lane) {
    this.combiner = combiner;
    this.lane = lane;
  }

  Combiner combiner() {
    return combiner;
  }

  @Override
  public void run() {
    combiner.enter(this);
    try {
      List<Pending<?>> taken = new ArrayList<>();
      while (lane != null) {
        taken.clear();
        if (lane.take(this, taken)) {
          // Not before: what this thread's outcomes have led to has gathered meanwhile.
          startPromised();
          carry(taken);
        } else {
          lane = nextPromised();
        }
      }
    } finally {
      combiner.exit();
      startPromised();
    }
  }

  /** Carries one command, on the thread of who waits for it; {@link Lane#enter} was before. */
  void carryOwn(Pending<?> command) {
    try {
      carry(List.of(command));
    } finally {
      if (lane.leave(this)) {
        combiner.start(lane);
      }
    }
  }

  /** Promises to serve a lane later; false if somebody else has to. */
  boolean promise(Lane other) {
    if (stalled) {
      return false;
    }
    synchronized (promised) {
      promised.add(other);
    }
    return true;
  }

  boolean hasPromised() {
    synchronized (promised) {
      return !promised.isEmpty();
    }
  }

  void takePromised(List<Lane> into) {
    synchronized (promised) {
      into.addAll(promised);
      promised.clear();
    }
  }

  private Lane nextPromised() {
    synchronized (promised) {
      if (promised.isEmpty()) {
        return null;
      }
      // The promise is what this one counts by in that lane.
      counts = true;
      return promised.remove(promised.size() - 1);
    }
  }

  private void startPromised() {
    if (hasPromised()) {
      List<Lane> others = new ArrayList<>();
      takePromised(others);
      for (Lane other : others) {
        combiner.start(other);
      }
    }
  }

  /** Whether it has been at the same step for long. Called by the watch. */
  boolean hasStalled(long now) {
    if (steps != seenSteps) {
      seenSteps = steps;
      seenAt = now;
      return false;
    }
    if (now - seenAt >= STALL_NANOS) {
      stalled = true;
    }
    return stalled;
  }

  boolean isStalled() {
    return stalled;
  }

  private void step() {
    // Only this thread writes it.
    int next = steps + 1;
    steps = next;
    stalled = false;
  }

  /** Takes the rows under way whose time is up; returns when it is for the next one. */
  long takeLate(long now, List<Pending<?>> late) {
    CombinedBatch batch = underWay;
    return batch == null ? Pending.NEVER : batch.takeLate(now, late);
  }

  // Every failure goes into a future: nobody else would hear of it.
  @SuppressWarnings("CatchingUnchecked")
  private void carry(List<Pending<?>> taken) {
    List<Pending<?>> commands = taken;
    try {
      step();
      commands = follow(taken);
      if (commands.isEmpty()) {
        return;
      }
      Node node = commands.get(0).node;
      lane.follow(node);
      if (commands.size() == 1) {
        carryOne(commands.get(0), node);
      } else if (BatchGroup.takesBatches(node)) {
        carryBatch(commands, node);
      } else {
        lane.putBack(commands);
      }
    } catch (Throwable e) {
      for (Pending<?> command : commands) {
        command.completeExceptionally(e);
      }
    } finally {
      underWay = null;
      step();
    }
  }

  // By the newest view; sends commands elsewhere whose partition has moved while they waited.
  private List<Pending<?>> follow(List<Pending<?>> taken) {
    ClientCluster cluster = combiner.cluster();
    ClusterView view;
    try {
      if (cluster.owesAsking()) {
        // Here, since who only submits a command does not wait.
        cluster.ask(taken.get(0).execution.deadline(), true);
      }
      view = cluster.view();
    } catch (ShmReaderException e) {
      // They have begun with a view that was good enough.
      return taken;
    }
    List<Pending<?>> moved = null;
    for (Pending<?> command : taken) {
      if (command.execution.route().follow(view)) {
        Node before = command.node;
        Node now = combiner.nextNode(command);
        if (now != null && now.name().equals(before.name())) {
          command.node = now;
        } else {
          moved = moved == null ? new ArrayList<>() : moved;
          moved.add(command);
          if (now != null) {
            combiner.enqueue(command, now);
          }
        }
      }
    }
    if (moved == null) {
      return taken;
    }
    List<Pending<?>> left = new ArrayList<>(taken);
    left.removeAll(moved);
    return left;
  }

  private void carryOne(Pending<?> command, Node node) {
    command.failure = command.execution.attempt(node);
    if (command.failure instanceof PoolExhaustedException) {
      command.failure = null;
      command.execution.endNoAttempt();
      lane.putBack(List.of(command));
      LockSupport.parkNanos(this, CONNECTION_PAUSE_NANOS);
      return;
    }
    step();
    combiner.settle(command);
  }

  private void carryBatch(List<Pending<?>> commands, Node node) {
    CombinedBatch batch = new CombinedBatch(combiner, lane, node, commands);
    underWay = batch;
    lane.noteRows(batch.firstEnd());
    List<Pending<?>> ended = batch.exchange();
    underWay = null;
    step();
    if (batch.lacksConnection()) {
      LockSupport.parkNanos(this, CONNECTION_PAUSE_NANOS);
    }
    tell(ended);
  }

  // Threads that hear of their outcomes, and want the processor that this one has, have it first:
  // their next commands then go with what this one takes next. Where no thread wants it this is
  // nothing.
  @SuppressWarnings("ThreadPriorityCheck")
  private void tell(List<Pending<?>> ended) {
    if (combiner.deliver(ended)) {
      Thread.yield();
    }
  }
}
