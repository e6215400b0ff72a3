package io.shmtender.benchmarks;

import com.aerospike.client.AerospikeClient;
import com.aerospike.client.policy.ClientPolicy;
import com.sun.management.ThreadMXBean;
import io.shmtender.reader.Bin;
import io.shmtender.reader.Key;
import io.shmtender.reader.ReaderOptions;
import io.shmtender.reader.ShmClient;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;

/**
 * Threads that get or put records, or get batches of them, as fast as they can, in a process of
 * their own, with the reader SDK or with the official client. Prints one line: commands per second,
 * the 50th and the 99th percentile of their times in microseconds, and bytes allocated per command.
 */
final class Load {
  private static final String SET = "load";
  private static final int RECORDS = 1000;
  private static final int BATCH = 100;
  private static final String TEXT = "a".repeat(100);
  private static final long WARM_UP_NANOS = TimeUnit.SECONDS.toNanos(3);
  private static final long RUN_NANOS = TimeUnit.SECONDS.toNanos(3);

  private Load() {}

  /** One command, on the record of a number. */
  private interface Work {
    void run(int record);
  }

  /** Takes {@code sdk DIRECTORY} or {@code official PORT}, then the command and the threads. */
  public static void main(String[] arguments) throws Exception {
    Work work =
        arguments[0].equals("sdk")
            ? sdk(Path.of(arguments[1]), arguments[2])
            : official(Integer.parseInt(arguments[1]), arguments[2]);
    System.out.println(run(work, Integer.parseInt(arguments[3])));
    // The official client has threads.
    Runtime.getRuntime().halt(0);
  }

  private static Work sdk(Path directory, String command) {
    ShmClient client = ShmClient.attach(ReaderOptions.defaults().withDirectory(directory));
    for (int i = 0; i < RECORDS; i++) {
      client.put(key(i), new Bin("number", i), new Bin("text", TEXT));
    }
    return switch (command) {
      case "get" -> record -> check(client.get(key(record)).getLong("number"), record);
      case "put" ->
          record -> client.put(key(record), new Bin("number", record), new Bin("text", TEXT));
      case "batch" -> record -> batch(client, record, BATCH);
      case "batch1" -> record -> batch(client, record, 1);
      default -> throw new IllegalArgumentException(command);
    };
  }

  private static void batch(ShmClient client, int first, int count) {
    Key[] keys = new Key[count];
    for (int i = 0; i < count; i++) {
      keys[i] = key((first + i) % RECORDS);
    }
    check(client.get(keys)[count - 1].getLong("number"), (first + count - 1) % RECORDS);
  }

  private static Key key(int record) {
    return Key.of(TendedCluster.NAMESPACE, SET, record);
  }

  private static Work official(int port, String command) {
    AerospikeClient client = new AerospikeClient(new ClientPolicy(), "127.0.0.1", port);
    for (int i = 0; i < RECORDS; i++) {
      put(client, i);
    }
    return switch (command) {
      case "get" ->
          record -> check(client.get(null, officialKey(record)).getLong("number"), record);
      case "put" -> record -> put(client, record);
      case "batch" -> record -> batch(client, record, BATCH);
      case "batch1" -> record -> batch(client, record, 1);
      default -> throw new IllegalArgumentException(command);
    };
  }

  private static void batch(AerospikeClient client, int first, int count) {
    com.aerospike.client.Key[] keys = new com.aerospike.client.Key[count];
    for (int i = 0; i < count; i++) {
      keys[i] = officialKey((first + i) % RECORDS);
    }
    check(client.get(null, keys)[count - 1].getLong("number"), (first + count - 1) % RECORDS);
  }

  private static com.aerospike.client.Key officialKey(int record) {
    return new com.aerospike.client.Key(TendedCluster.NAMESPACE, SET, record);
  }

  private static void put(AerospikeClient client, int record) {
    client.put(
        null,
        officialKey(record),
        new com.aerospike.client.Bin("number", record),
        new com.aerospike.client.Bin("text", TEXT));
  }

  private static void check(long found, int expected) {
    if (found != expected) {
      throw new IllegalStateException("record " + expected + " has " + found);
    }
  }

  private static String run(Work work, int threads) throws Exception {
    Times times = new Times();
    CyclicBarrier start = new CyclicBarrier(threads);
    List<Worker> workers = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      workers.add(new Worker(work, i, start));
    }
    workers.forEach(Thread::start);
    long allocated = 0;
    double seconds = 0;
    for (Worker worker : workers) {
      worker.join();
      times.add(worker.times);
      allocated += worker.allocated;
      seconds = Math.max(seconds, worker.nanos / 1e9);
    }
    return String.format(
        Locale.ROOT,
        "%.0f %.1f %.1f %d",
        times.count() / seconds,
        times.percentileMicros(50),
        times.percentileMicros(99),
        allocated / times.count());
  }

  private static final class Worker extends Thread {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Work work;
    private final CyclicBarrier start;
    private final Times times = new Times();
    private int next;
    private long allocated;
    private long nanos;

    Worker(Work work, int number, CyclicBarrier start) {
      this.work = work;
      this.next = number * 97;
      this.start = start;
    }

    @Override
    public void run() {
      try {
        loop(WARM_UP_NANOS, new Times());
        start.await();
        long allocatedBefore = THREADS.getCurrentThreadAllocatedBytes();
        long began = System.nanoTime();
        loop(RUN_NANOS, times);
        nanos = System.nanoTime() - began;
        allocated = THREADS.getCurrentThreadAllocatedBytes() - allocatedBefore;
      } catch (Exception e) {
        e.printStackTrace();
        // A comparison with a failure in it says nothing.
        Runtime.getRuntime().halt(1);
      }
    }

    private void loop(long length, Times into) {
      long begin = System.nanoTime();
      for (long now = begin; now - begin < length; ) {
        next = (next + 1) % RECORDS;
        work.run(next);
        long after = System.nanoTime();
        into.add(after - now);
        now = after;
      }
    }
  }

  /** How often which time was taken, to a sixteenth of it. */
  private static final class Times {
    private static final int BITS = 4;
    private final long[] counts = new long[Long.SIZE << BITS];

    void add(long nanos) {
      counts[bucket(nanos)]++;
    }

    void add(Times other) {
      for (int i = 0; i < counts.length; i++) {
        counts[i] += other.counts[i];
      }
    }

    // A time's first five bits and how many follow.
    private static int bucket(long nanos) {
      int follow = Math.max(0, Long.SIZE - 1 - BITS - Long.numberOfLeadingZeros(nanos | 1));
      return (follow << BITS) + (int) (nanos >> follow);
    }

    private static double upperBound(int bucket) {
      int follow = Math.max(0, (bucket >> BITS) - 1);
      return (double) (bucket - (follow << BITS) + 1) * (1L << follow);
    }

    long count() {
      long count = 0;
      for (long one : counts) {
        count += one;
      }
      return count;
    }

    double percentileMicros(int percent) {
      long left = Math.max(1, (count() * percent + 99) / 100);
      for (int i = 0; i < counts.length; i++) {
        left -= counts[i];
        if (left <= 0) {
          return upperBound(i) / 1e3;
        }
      }
      throw new IllegalStateException("nothing was measured");
    }
  }
}
