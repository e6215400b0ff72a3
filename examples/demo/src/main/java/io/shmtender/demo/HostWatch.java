package io.shmtender.demo;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Watches how busy the host is, by what it does to a thread that has little to do: how late a pause
 * ends, and how long a few milliseconds of work take. A thread that only pauses is favoured by the
 * kernel and would see next to nothing of forty others that compute; one that works waits with
 * them, as a daemon does that takes over. Besides, it counts what the processors do for others: the
 * demo's own processes keep them busy as well, which excuses nothing.
 *
 * <p>Thread-safe.
 */
final class HostWatch implements Host, AutoCloseable {
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(190);
  // More than the kernel gives a thread in one go.
  private static final long WORK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  // Some looks more for what took a moment only.
  private static final long BEFORE_NANOS = TimeUnit.SECONDS.toNanos(1);
  // More than a night's; whoever looks back further finds a host that was not busy.
  private static final int KEPT_LOOKS = 250_000;
  // Looking at all processes takes longer on a host that has many.
  private static final int LOOKS_PER_COUNT = 5;

  private final Deque<Look> looks = new ArrayDeque<>();
  private final Deque<ProcessorTime> counts = new ArrayDeque<>();
  private final Thread thread = new Thread(this::watch, "host-watch");
  private long begun;
  private volatile boolean ended;

  private HostWatch() {
    thread.setDaemon(true);
    thread.start();
  }

  static HostWatch start() {
    return new HostWatch();
  }

  /**
   * One pause and the work after it.
   *
   * @param begun when the pause began
   * @param ended when the work was done
   * @param lateNanos how much later than it should the pause ended
   * @param workedNanos how long the work took
   */
  record Look(long begun, long ended, long lateNanos, long workedNanos) {}

  private void watch() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    for (int i = 0; !ended; i++) {
      if (i % LOOKS_PER_COUNT == 0) {
        count();
      }
      long start = System.nanoTime();
      begin(start);
      LockSupport.parkNanos(PAUSE_NANOS);
      long awake = System.nanoTime();
      long used = threads.getCurrentThreadCpuTime();
      while (threads.getCurrentThreadCpuTime() - used < WORK_NANOS) {
        Thread.onSpinWait();
      }
      long done = System.nanoTime();
      add(new Look(start, done, Math.max(0, awake - start - PAUSE_NANOS), done - awake));
    }
  }

  private void count() {
    Optional<ProcessorTime> now = ProcessorTime.now();
    synchronized (this) {
      now.ifPresent(counts::addLast);
      if (counts.size() > KEPT_LOOKS / LOOKS_PER_COUNT) {
        counts.removeFirst();
      }
    }
  }

  private synchronized void begin(long now) {
    begun = now;
  }

  private synchronized void add(Look look) {
    looks.addLast(look);
    if (looks.size() > KEPT_LOOKS) {
      looks.removeFirst();
    }
  }

  @Override
  public Busyness between(long from, long to) {
    count();
    synchronized (this) {
      return new Busyness(others(from - BEFORE_NANOS, to), lateness(from, to), slowdown(from, to));
    }
  }

  // From the last count before to the first one after.
  private double others(long from, long to) {
    ProcessorTime first = null;
    ProcessorTime last = null;
    for (ProcessorTime count : counts) {
      if (first == null || count.nanos() - from <= 0) {
        first = count;
      }
      if (last == null || last.nanos() - to < 0) {
        last = count;
      }
    }
    // Where nothing can be counted, it is the others.
    return first == null ? 1 : last.othersSince(first);
  }

  private Stream<Look> looks(long from, long to) {
    return looks.stream()
        .filter(look -> look.ended() - (from - BEFORE_NANOS) >= 0 && look.begun() - to <= 0);
  }

  private Duration lateness(long from, long to) {
    return Duration.ofNanos(looks(from, to).mapToLong(Look::lateNanos).max().orElse(0));
  }

  private double slowdown(long from, long to) {
    double work = WORK_NANOS;
    double worked = looks(from, to).mapToDouble(Look::workedNanos).average().orElse(work);
    // A look that is not done for so long says as much by that.
    double overdue = begun - to <= 0 ? System.nanoTime() - begun - PAUSE_NANOS : 0;
    return Math.max(1, Math.max(worked, overdue) / work);
  }

  @Override
  public void close() {
    ended = true;
  }
}
