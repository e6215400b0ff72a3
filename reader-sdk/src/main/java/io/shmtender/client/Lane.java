package io.shmtender.client;

import io.shmtender.reader.Node;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The commands of a combiner that wait for a node, and who carries them there. Thread-safe; the
 * lock is held for no longer than it takes to move references.
 *
 * <p>Why nothing waits with nobody to carry it: {@code carriers} counts those that run, and those
 * that somebody has promised to start. Under the lock, a command that is added finds either one
 * that counts, or makes the promise; and a carrier stops counting only when it finds nothing
 * waiting, or when another is promised in its stead. So whenever the lock is free and something
 * waits, a carrier counts that will look at the queue once more. Promises are kept: what can go
 * wrong between a promise and the carrier's first look is that the executor refuses it, which
 * {@link #cannotStart} hears of, or that the thread which made it is held up by the application,
 * whereupon {@link #takePromises} lets another keep it.
 *
 * <p>Why no carrier that is held up, by a node that hangs or by the application, holds up others:
 * it stops counting, so that there is another one, see {@link #replaceStalled}. When it comes back
 * it counts again only if there is room.
 */
final class Lane {
  // The most rows of a batch: a fifth of what servers accept by default.
  static final int MAX_ROWS = 1_000;
  // From how many on commands are said to come together, and how fast that is forgotten.
  private static final double TOGETHER = 2;
  private static final double WEIGHT = 0.25;

  private final Combiner combiner;
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock.
  private ArrayDeque<Pending<?>> waiting = new ArrayDeque<>();
  // Those that have commands under way or tell them of their outcome.
  private final List<Carrier> busy = new ArrayList<>();
  private int carriers;
  private int maxRows = MAX_ROWS;
  // How many commands went at a time of late: a mean in which the last ones count most.
  private double meanRows = 1;
  // Whether the server takes no batches.
  private boolean singles;
  private Node node;

  // When the time of the first one is up, or earlier. Written under the lock.
  private volatile long earliestEnd = Pending.NEVER;
  private volatile boolean active;

  Lane(Combiner combiner, Node node) {
    this.combiner = combiner;
    this.node = node;
    this.singles = !BatchGroup.takesBatches(node);
  }

  /** Goes by what the newest view says of the node; another server may take batches. */
  @SuppressWarnings("ReferenceEquality") // The same in all of a view; else it is compared.
  void follow(Node now) {
    lock.lock();
    try {
      if (now != node) {
        if (!now.sameEndpoint(node) || !now.build().equals(node.build())) {
          singles = !BatchGroup.takesBatches(now);
          maxRows = MAX_ROWS;
        }
        node = now;
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Lets a command wait.
   *
   * @param mayStart whether a carrier may be started though another one is there
   * @return whether a carrier is promised that the caller has to start
   * @throws CombiningLimitException if too many wait
   */
  boolean add(Pending<?> command, boolean mayStart) {
    lock.lock();
    try {
      // Commands that are tried again had their place before.
      if (waiting.size() >= combiner.maxWaiting() && command.execution.attempts() == 0) {
        throw CombiningLimitException.of(combiner.maxWaiting(), node);
      }
      waiting.add(command);
      noteEnd(command.end);
      active = true;
      int most = command.waiter != null && threadsGather() ? 1 : slots();
      if (carriers == 0 || (mayStart && carriers < most)) {
        carriers++;
        return true;
      }
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** Lets a thread carry its own command at once; null if there is no room, or others wait. */
  Carrier enter() {
    lock.lock();
    try {
      if (!waiting.isEmpty() || carriers >= (threadsGather() ? 1 : combiner.carriersPerNode())) {
        return null;
      }
      noteRowsAtOnce(1);
      carriers++;
      Carrier carrier = new Carrier(combiner, this);
      busy.add(carrier);
      active = true;
      return carrier;
    } finally {
      lock.unlock();
    }
  }

  /** Lets it go again; returns whether the caller has to start another one. */
  boolean leave(Carrier carrier) {
    lock.lock();
    try {
      boolean another = carrier.counts && !waiting.isEmpty();
      if (carrier.counts && !another) {
        carriers--;
      }
      carrier.counts = false;
      busy.remove(carrier);
      noteActive();
      return another;
    } finally {
      lock.unlock();
    }
  }

  private int slots() {
    Pending<?> first = waiting.peek();
    return singles || (first != null && first.alone)
        ? combiner.maxConnections()
        : combiner.carriersPerNode();
  }

  // One command costs as much as a batch. Threads whose commands go together anyway wait for each
  // other while somebody carries.
  private boolean threadsGather() {
    return !singles && meanRows >= TOGETHER;
  }

  private void noteRowsAtOnce(int rows) {
    meanRows += WEIGHT * (rows - meanRows);
  }

  private void noteEnd(long end) {
    if (end < earliestEnd) {
      earliestEnd = end;
    }
  }

  private void noteActive() {
    active = !waiting.isEmpty() || carriers > 0 || !busy.isEmpty();
  }

  /**
   * Takes what goes next: one command, or those that go together.
   *
   * @return whether there is anything; if not, the carrier no longer counts
   */
  boolean take(Carrier carrier, List<Pending<?>> rows) {
    boolean another = false;
    lock.lock();
    try {
      if (!carrier.counts && carriers < slots()) {
        carrier.counts = true;
        carriers++;
      }
      if (carrier.counts) {
        fill(rows);
      }
      if (rows.isEmpty()) {
        if (carrier.counts) {
          carrier.counts = false;
          carriers--;
        }
        busy.remove(carrier);
        noteActive();
        return false;
      }
      noteRowsAtOnce(rows.size());
      if (!busy.contains(carrier)) {
        busy.add(carrier);
      }
      if (!waiting.isEmpty() && carriers < slots()) {
        carriers++;
        another = true;
      }
    } finally {
      lock.unlock();
    }
    if (another) {
      combiner.start(this);
    }
    return true;
  }

  private void fill(List<Pending<?>> rows) {
    while (rows.size() < maxRows && !waiting.isEmpty()) {
      boolean goesAlone = singles || waiting.peek().alone;
      if (goesAlone && !rows.isEmpty()) {
        return;
      }
      Pending<?> next = waiting.poll();
      if (!next.isDone()) {
        rows.add(next);
        if (goesAlone) {
          return;
        }
      }
    }
  }

  /** Notes when the time of the first of a batch's rows is up. */
  void noteRows(long firstEnd) {
    if (firstEnd < earliestEnd) {
      lock.lock();
      try {
        noteEnd(firstEnd);
      } finally {
        lock.unlock();
      }
    }
  }

  /** Puts commands back to the front, which the server has not executed. */
  void putBack(List<Pending<?>> rows) {
    lock.lock();
    try {
      for (int i = rows.size() - 1; i >= 0; i--) {
        waiting.addFirst(rows.get(i));
        noteEnd(rows.get(i).end);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Sends commands one by one from now on: the server has switched batches off. */
  void takesNoBatches() {
    lock.lock();
    try {
      singles = true;
    } finally {
      lock.unlock();
    }
  }

  /** Sends fewer in a batch from now on, where so many were too many for the server. */
  void takesFewer(int tooMany) {
    lock.lock();
    try {
      maxRows = Math.min(maxRows, Math.max(1, tooMany / 2));
      singles |= maxRows == 1;
    } finally {
      lock.unlock();
    }
  }

  /** Takes a promise back that cannot be kept; returns those who then wait for nobody. */
  List<Pending<?>> cannotStart() {
    lock.lock();
    try {
      carriers--;
      if (carriers > 0) {
        return List.of();
      }
      List<Pending<?>> lost = new ArrayList<>(waiting);
      waiting.clear();
      noteActive();
      return lost;
    } finally {
      lock.unlock();
    }
  }

  /** Whether there is anything to look after. */
  boolean isActive() {
    return active;
  }

  boolean isLate(long now) {
    return earliestEnd <= now;
  }

  /** Removes and returns those whose time is up, of those that wait and those under way. */
  List<Pending<?>> takeLate(long now) {
    List<Pending<?>> late = new ArrayList<>();
    lock.lock();
    try {
      ArrayDeque<Pending<?>> others = new ArrayDeque<>();
      earliestEnd = Pending.NEVER;
      for (Pending<?> command : waiting) {
        if (command.end <= now) {
          late.add(command);
        } else if (!command.isDone()) {
          others.add(command);
          noteEnd(command.end);
        }
      }
      waiting = others;
      for (Carrier carrier : busy) {
        noteEnd(carrier.takeLate(now, late));
      }
    } finally {
      lock.unlock();
    }
    return late;
  }

  /** Whether a carrier is held up for whom there is something to do. Called by one thread. */
  boolean hasStalled(long now) {
    lock.lock();
    try {
      boolean any = false;
      for (Carrier carrier : busy) {
        // Asked first: it is what notices.
        if (carrier.hasStalled(now)
            && (carrier.hasPromised() || (carrier.counts && !waiting.isEmpty()))) {
          any = true;
        }
      }
      return any;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Lets carriers that are held up not count, if commands wait.
   *
   * @return whether the caller has to start another one
   */
  boolean replaceStalled() {
    lock.lock();
    try {
      if (waiting.isEmpty() || busy.size() >= combiner.maxConnections()) {
        return false;
      }
      boolean any = false;
      for (Carrier carrier : busy) {
        if (carrier.counts && carrier.isStalled()) {
          carrier.counts = false;
          carriers--;
          any = true;
        }
      }
      if (any) {
        carriers++;
      }
      return any;
    } finally {
      lock.unlock();
    }
  }

  /** Takes the promises of carriers that are held up, for the caller to keep. */
  void takePromises(List<Lane> promised) {
    lock.lock();
    try {
      for (Carrier carrier : busy) {
        if (carrier.isStalled()) {
          carrier.takePromised(promised);
        }
      }
    } finally {
      lock.unlock();
    }
  }
}
