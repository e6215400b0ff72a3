package io.shmtender.client;

import io.shmtender.client.net.Deadline;
import io.shmtender.client.net.WaitLimiter;
import io.shmtender.reader.Node;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Sends commands for a node that are under way at the same time together: see {@code
 * docs/design/combining.md}. A command is added to the {@link Lane} of its node, and a {@link
 * Carrier} takes it from there. Thread-safe.
 *
 * <p>What else there is to do when time has passed is found by the client's {@link WaitLimiter} and
 * done by threads that end a second later: to tell commands that their time is up, to try those
 * again that had to sleep, and to see that nothing waits for a thread which a node or the
 * application holds up.
 *
 * <p>Why the watch misses nothing: what is to be looked after is there before {@link #watch} looks
 * whether this one is watched, and {@link #look} looks through everything once more after it said
 * that it is not.
 */
final class Combiner implements WaitLimiter.Round {
  // How often those look whose partition nobody holds.
  private static final long HOLDER_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
  // How many commands that are late are worth a thread that tells them.
  private static final int LATE_PER_THREAD = 250;
  // Whose thread this is, while it tells commands of their outcome.
  private static final ThreadLocal<Carrier> CURRENT = new ThreadLocal<>();

  private final ClientCluster cluster;
  private final Combining options;
  private final int maxConnections;
  private final int carriersPerNode;
  private final Executor executor;
  private final Executor spare;
  private final long origin = System.nanoTime();
  // By the node's name. They stay when the node leaves: it costs little, and may come back.
  private final Map<String, Lane> lanes = new ConcurrentHashMap<>();
  private final Set<Telling> tellings = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean watched = new AtomicBoolean();
  private final AtomicBoolean sweeping = new AtomicBoolean();

  private final ReentrantLock sleepersLock = new ReentrantLock();
  // Guarded by that lock; the soonest is read without.
  private final PriorityQueue<Pending<?>> sleepers =
      new PriorityQueue<>(Comparator.comparingLong((Pending<?> p) -> p.due));
  private volatile long soonestDue = Pending.NEVER;

  /**
   * Makes one.
   *
   * @param executor whose threads carry
   * @param spare for what time brings; lets no task wait
   */
  Combiner(ClientCluster cluster, Executor executor, Executor spare) {
    this.cluster = cluster;
    this.options = cluster.options().combining();
    this.maxConnections = cluster.options().maxConnectionsPerNode();
    this.carriersPerNode = Math.min(options.carriersPerNode(), maxConnections);
    this.executor = executor;
    this.spare = spare;
  }

  ClientCluster cluster() {
    return cluster;
  }

  int maxWaiting() {
    return options.maxWaitingPerNode();
  }

  int maxConnections() {
    return maxConnections;
  }

  int carriersPerNode() {
    return carriersPerNode;
  }

  long now() {
    return System.nanoTime() - origin;
  }

  /** Runs a command without waiting for it. */
  <T> Pending<T> submit(Command command, boolean discardsOutcome) {
    Pending<T> pending = begin(command, discardsOutcome);
    dispatch(pending);
    return pending;
  }

  /** Runs a command and waits for it: on this thread if it is alone. */
  void call(Command command) {
    Pending<Object> pending = begin(command, true);
    pending.waiter = Thread.currentThread();
    Node node = nextNode(pending);
    if (node != null) {
      Lane lane = lane(node);
      Carrier carrier = lane.enter();
      if (carrier != null) {
        pending.node = node;
        watch();
        carrier.carryOwn(pending);
      } else {
        enqueue(pending, node);
      }
    }
    pending.await();
    try {
      pending.join();
    } catch (CompletionException e) {
      throw ofCaller(e.getCause());
    }
  }

  private <T> Pending<T> begin(Command command, boolean discardsOutcome) {
    return new Pending<>(new Execution(cluster, cluster.view(), command), discardsOutcome, now());
  }

  private static RuntimeException ofCaller(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure instanceof CommandException) {
      // Where it was made says nothing to who reads it: a thread that carries for many.
      failure.setStackTrace(Thread.currentThread().getStackTrace());
    }
    return (RuntimeException) failure;
  }

  // Sends a command to where it belongs by its view. The caller owns the command.
  private void dispatch(Pending<?> command) {
    Node node = nextNode(command);
    if (node != null) {
      enqueue(command, node);
    }
  }

  /** Returns where a command goes by its view; null if that is settled without. */
  Node nextNode(Pending<?> command) {
    try {
      Node node = command.execution.route().tryNext();
      if (node == null) {
        awaitHolder(command);
      } else {
        command.withoutHolderSince = Pending.NEVER;
      }
      return node;
    } catch (RuntimeException e) {
      fail(command, e);
      return null;
    }
  }

  /** Lets a command wait for its turn at a node. */
  void enqueue(Pending<?> command, Node node) {
    command.node = node;
    Lane lane = lane(node);
    Carrier current = CURRENT.get();
    // A carrier that tells commands of their outcome has the thread for what they lead to. That
    // gathers meanwhile.
    Carrier here = current != null && current.combiner() == this ? current : null;
    boolean promised;
    try {
      promised = lane.add(command, here == null);
    } catch (CombiningLimitException e) {
      fail(command, e);
      return;
    }
    watch();
    if (promised && (here == null || !here.promise(lane))) {
      start(lane);
    }
  }

  private static void fail(Pending<?> command, RuntimeException why) {
    command.completeExceptionally(command.execution.orInDoubt(why));
  }

  private Lane lane(Node node) {
    Lane lane = lanes.get(node.name());
    if (lane == null) {
      Lane made = new Lane(this, node);
      Lane before = lanes.putIfAbsent(node.name(), made);
      lane = before == null ? made : before;
    }
    return lane;
  }

  /** Keeps a promise: starts a carrier. */
  void start(Lane lane) {
    start(lane, executor);
  }

  private void start(Lane lane, Executor threads) {
    try {
      threads.execute(new Carrier(this, lane));
    } catch (RejectedExecutionException | OutOfMemoryError e) {
      // The latter is what the JDK throws when there may be no more threads.
      for (Pending<?> lost : lane.cannotStart()) {
        lost.completeExceptionally(e);
      }
    }
  }

  void enter(Carrier carrier) {
    CURRENT.set(carrier);
  }

  void exit() {
    CURRENT.remove();
  }

  /**
   * Decides what comes after the attempts of commands.
   *
   * @return whether threads wait for any of them
   */
  boolean deliver(List<Pending<?>> commands) {
    List<Pending<?>> awaited = new ArrayList<>();
    List<Pending<?>> others = new ArrayList<>(commands.size());
    for (Pending<?> command : commands) {
      (command.failure == null && command.waiter != null ? awaited : others).add(command);
    }
    if (!awaited.isEmpty()) {
      Waking waking = new Waking(this, awaited);
      tellings.add(waking);
      waking.begin();
    }
    if (others.size() == 1) {
      settle(others.get(0));
    } else if (!others.isEmpty()) {
      deliver(new Delivery(this, others, false), 1);
    }
    return !awaited.isEmpty();
  }

  /** Forgets what nobody needs to look after any more. */
  void forget(Telling telling) {
    tellings.remove(telling);
  }

  private void deliver(Delivery delivery, int threads) {
    tellings.add(delivery);
    try {
      for (int i = 1; i < threads; i++) {
        // This one does it all if there may be no more threads.
        onSpareThread(delivery);
      }
      delivery.run();
    } finally {
      forget(delivery);
    }
  }

  /** Decides what comes after an attempt. The caller owns the command. */
  void settle(Pending<?> command) {
    CommandException failure = command.failure;
    if (failure == null) {
      command.succeed();
    } else if (command.isDone()) {
      // Nobody wants to know.
      return;
    } else {
      settle(command, failure);
    }
  }

  private void settle(Pending<?> command, CommandException failure) {
    boolean again = command.execution.mayRetry(failure);
    // First: who hears of the failure and sends the next command goes by what is known then.
    cluster.failed(failure, command.execution.deadline(), again);
    if (!again) {
      command.completeExceptionally(command.execution.withEarlier(failure));
    } else {
      command.execution.addEarlier(failure);
      long pause =
          RetryRules.pauseNanos(
              command.execution.command().policy(), RetryRules.hasWaited(failure));
      if (pause > 0) {
        sleep(command, now() + pause);
      } else {
        tryAgain(command);
      }
    }
  }

  private void tryAgain(Pending<?> command) {
    boolean timedOut = command.failure instanceof CommandTimeoutException;
    command.failure = null;
    try {
      command.execution.route().afterFailure(timedOut);
    } catch (RuntimeException e) {
      fail(command, e);
      return;
    }
    dispatch(command);
  }

  private void awaitHolder(Pending<?> command) {
    long now = now();
    if (command.withoutHolderSince == Pending.NEVER) {
      command.withoutHolderSince = now;
    }
    long waited = now - command.withoutHolderSince;
    Deadline deadline = command.execution.deadline();
    long left = RetryRules.holderWaitNanos(deadline, waited);
    if (left <= 0) {
      throw command.execution.route().nobody(waited);
    }
    sleep(command, now + Math.min(left, HOLDER_PAUSE_NANOS));
  }

  private void sleep(Pending<?> command, long due) {
    command.due = Math.min(due, command.end);
    sleepersLock.lock();
    try {
      if (sleepers.size() >= maxWaiting() && command.execution.attempts() == 0) {
        throw CombiningLimitException.withoutHolder(maxWaiting());
      }
      sleepers.add(command);
      soonestDue = sleepers.peek().due;
    } finally {
      sleepersLock.unlock();
    }
    watch();
  }

  private void wakeSleepers(long now) {
    while (soonestDue <= now) {
      Pending<?> command;
      sleepersLock.lock();
      try {
        Pending<?> first = sleepers.peek();
        command = first != null && first.due <= now ? sleepers.poll() : null;
        soonestDue = sleepers.isEmpty() ? Pending.NEVER : sleepers.peek().due;
      } finally {
        sleepersLock.unlock();
      }
      if (command != null && !command.isDone()) {
        wake(command);
      }
    }
  }

  private void wake(Pending<?> command) {
    if (command.failure != null) {
      tryAgain(command);
      return;
    }
    try {
      // Nobody holds its partition, maybe since no tender says who does now.
      cluster.ask(command.execution.deadline(), false);
      command.execution.route().follow(cluster.freshView());
    } catch (RuntimeException e) {
      fail(command, e);
      return;
    }
    dispatch(command);
  }

  private void watch() {
    if (!watched.get() && watched.compareAndSet(false, true)) {
      cluster.pools().add(this);
    }
    cluster.pools().wakeWatch();
  }

  private boolean isActive() {
    for (Lane lane : lanes.values()) {
      if (lane.isActive()) {
        return true;
      }
    }
    return soonestDue != Pending.NEVER || !tellings.isEmpty();
  }

  @Override
  public boolean look(long nanoTime) {
    if (!isActive()) {
      cluster.pools().remove(this);
      watched.set(false);
      if (!isActive() || !watched.compareAndSet(false, true)) {
        return false;
      }
      cluster.pools().add(this);
      return true;
    }
    long now = nanoTime - origin;
    boolean due = soonestDue <= now;
    for (Lane lane : lanes.values()) {
      due |= lane.isLate(now);
      due |= lane.hasStalled(now);
    }
    for (Telling telling : tellings) {
      if (telling.hasStalled(now)) {
        onSpareThread(telling);
      }
    }
    if (due && sweeping.compareAndSet(false, true) && !onSpareThread(this::sweep)) {
      sweeping.set(false);
    }
    return true;
  }

  // False when there may be no more threads now: there is a next look.
  private boolean onSpareThread(Runnable task) {
    try {
      spare.execute(task);
      return true;
    } catch (RejectedExecutionException | OutOfMemoryError e) {
      return false;
    }
  }

  // Does first what others wait for: telling commands that they are late may take as long as what
  // depends on them.
  private void sweep() {
    sweeping.set(false);
    long now = now();
    List<Pending<?>> late = new ArrayList<>();
    List<Lane> promised = new ArrayList<>();
    for (Lane lane : lanes.values()) {
      if (lane.isLate(now)) {
        late.addAll(lane.takeLate(now));
      }
      lane.takePromises(promised);
      if (lane.replaceStalled()) {
        start(lane, spare);
      }
    }
    for (Lane lane : promised) {
      start(lane, spare);
    }
    wakeSleepers(now);
    if (!late.isEmpty()) {
      // Thousands may be late at the same time, and each is to hear of it soon.
      int threads = Math.min(PROCESSORS, late.size() / LATE_PER_THREAD);
      deliver(new Delivery(this, late, true), threads);
    }
  }

  /** Tells a command that its time is up. The caller owns the command. */
  void settleLate(Pending<?> command) {
    command.failure = command.execution.late(command.node);
    settle(command);
  }
}
