package io.shmtender.benchmarks;

import com.aerospike.client.AerospikeClient;
import com.aerospike.client.policy.ClientPolicy;
import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import io.shmtender.client.Bin;
import io.shmtender.client.ClientOptions;
import io.shmtender.client.Combining;
import io.shmtender.client.ShmClient;
import io.shmtender.reader.Key;
import io.shmtender.reader.ReaderOptions;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;

/**
 * Threads that get or put records, or get batches of them, as fast as they can, or an {@link
 * AsyncLoad}, in a process of their own, with the reader SDK or with the official client. For every
 * line of standard input, with a number of threads, or of commands under way, and milliseconds, it
 * does that for so long and prints a line: commands per second, the 99th percentile of their times
 * in microseconds, the processor time of this process and the bytes allocated per command.
 */
final class Load {
  private static final String SET = "load";
  // What the reader SDK does with its option on, and the official client as always.
  private static final String COMBINED = "combined-";
  // Nothing, for so long: the processor time that it prints is that of a second.
  static final String REST = "rest";
  static final int RECORDS = 1000;
  private static final int BATCH = 100;
  static final String TEXT = "a".repeat(100);

  private static final OperatingSystemMXBean PROCESS =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private Load() {}

  /** One command, on the record of a number. */
  private interface Work {
    void run(int record);
  }

  /** Keeps a number of commands going for a while. */
  private interface Turn {
    String run(int number, long nanos) throws Exception;
  }

  /**
   * Takes {@code sdk DIRECTORY}, {@code official PORT}, or {@code bridged PORT DIRECTORY} for an
   * official client that follows the segment; then the command.
   */
  public static void main(String[] arguments) throws Exception {
    Turn turn =
        switch (arguments[0]) {
          case "sdk" -> sdk(Path.of(arguments[1]), arguments[2]);
          case "official" -> official(Integer.parseInt(arguments[1]), null, arguments[2]);
          case "bridged" ->
              official(Integer.parseInt(arguments[1]), Path.of(arguments[2]), arguments[3]);
          default -> throw new IllegalArgumentException(arguments[0]);
        };
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String order = orders.readLine(); order != null; order = orders.readLine()) {
      String[] numbers = order.split(" ", -1);
      System.out.println(
          turn.run(
              Integer.parseInt(numbers[0]),
              TimeUnit.MILLISECONDS.toNanos(Long.parseLong(numbers[1]))));
    }
    // The official client has threads.
    Runtime.getRuntime().halt(0);
  }

  private static Turn sdk(Path directory, String command) {
    boolean together = command.startsWith(COMBINED);
    ShmClient client =
        ShmClient.attach(
            ReaderOptions.defaults().withDirectory(directory),
            ClientOptions.defaults().withCombining(Combining.defaults().withSynchronous(together)));
    for (int i = 0; i < RECORDS; i++) {
      client.put(key(i), new Bin("number", i), new Bin("text", TEXT));
    }
    return switch (command.replace(COMBINED, "")) {
      case "get" -> threads(r -> check(client.get(key(r)).getLong("number"), r));
      case "put" -> threads(r -> client.put(key(r), new Bin("number", r), new Bin("text", TEXT)));
      case "batch" -> threads(r -> batch(client, r, BATCH));
      case "batch1" -> threads(r -> batch(client, r, 1));
      case "async-get" -> async(AsyncLoad.get(client.async()));
      case "async-put" -> async(AsyncLoad.put(client.async()));
      default -> throw new IllegalArgumentException(command);
    };
  }

  private static Turn threads(Work work) {
    return (threads, nanos) -> run(work, threads, nanos);
  }

  private static Turn async(AsyncLoad.Work work) {
    return (underWay, nanos) -> AsyncLoad.run(work, underWay, nanos);
  }

  private static void batch(ShmClient client, int first, int count) {
    Key[] keys = new Key[count];
    for (int i = 0; i < count; i++) {
      keys[i] = key((first + i) % RECORDS);
    }
    check(client.get(keys)[count - 1].getLong("number"), (first + count - 1) % RECORDS);
  }

  static Key key(int record) {
    return Key.of(TendedCluster.NAMESPACE, SET, record);
  }

  // Of a client that follows the segment of a directory; null for none.
  private static Turn official(int port, Path followed, String command) {
    ClientPolicy policy =
        command.startsWith("async") ? AsyncLoad.officialPolicy() : new ClientPolicy();
    AerospikeClient client = new AerospikeClient(policy, "127.0.0.1", port);
    if (followed != null) {
      Bridge.follow(client, followed);
    }
    for (int i = 0; i < RECORDS; i++) {
      put(client, i);
    }
    return switch (command.replace(COMBINED, "")) {
      case "get" -> threads(r -> check(client.get(null, officialKey(r)).getLong("number"), r));
      case "put" -> threads(r -> put(client, r));
      case "batch" -> threads(r -> batch(client, r, BATCH));
      case "batch1" -> threads(r -> batch(client, r, 1));
      case "async-get" -> async(AsyncLoad.get(client, policy.eventLoops));
      case "async-put" -> async(AsyncLoad.put(client, policy.eventLoops));
      case REST -> (number, nanos) -> rest(nanos);
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

  static com.aerospike.client.Key officialKey(int record) {
    return new com.aerospike.client.Key(TendedCluster.NAMESPACE, SET, record);
  }

  private static void put(AerospikeClient client, int record) {
    client.put(
        null,
        officialKey(record),
        new com.aerospike.client.Bin("number", record),
        new com.aerospike.client.Bin("text", TEXT));
  }

  private static String rest(long nanos) throws InterruptedException {
    long before = PROCESS.getProcessCpuTime();
    TimeUnit.NANOSECONDS.sleep(nanos);
    double micros = (PROCESS.getProcessCpuTime() - before) / 1e3;
    return String.format(Locale.ROOT, "0 0 %.2f 0", micros / (nanos / 1e9));
  }

  private static void check(long found, int expected) {
    if (found != expected) {
      throw new IllegalStateException("record " + expected + " has " + found);
    }
  }

  private static String run(Work work, int threads, long nanos) throws Exception {
    Times times = new Times();
    Start start = new Start(threads);
    List<Worker> workers = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      workers.add(new Worker(work, i, start, nanos));
    }
    workers.forEach(Thread::start);
    long allocated = 0;
    for (Worker worker : workers) {
      worker.join();
      times.add(worker.times);
      allocated += worker.allocated;
    }
    double seconds = (System.nanoTime() - start.nanos) / 1e9;
    return String.format(
        Locale.ROOT,
        "%.0f %.1f %.2f %d",
        times.count() / seconds,
        times.percentileMicros(99),
        (PROCESS.getProcessCpuTime() - start.processorNanos) / 1e3 / times.count(),
        allocated / times.count());
  }

  /** When all workers were there and began, whenever each of them came to run then. */
  private static final class Start {
    private final CyclicBarrier barrier;
    private long nanos;
    private long processorNanos;

    Start(int threads) {
      barrier = new CyclicBarrier(threads, this::note);
    }

    private void note() {
      processorNanos = PROCESS.getProcessCpuTime();
      nanos = System.nanoTime();
    }
  }

  private static final class Worker extends Thread {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Work work;
    private final Start start;
    private final long length;
    private final Times times = new Times();
    private int next;
    private long allocated;

    Worker(Work work, int number, Start start, long length) {
      this.work = work;
      this.next = number * 97;
      this.start = start;
      this.length = length;
    }

    @Override
    public void run() {
      try {
        start.barrier.await();
        long allocatedBefore = THREADS.getCurrentThreadAllocatedBytes();
        loop();
        allocated = THREADS.getCurrentThreadAllocatedBytes() - allocatedBefore;
      } catch (Exception e) {
        e.printStackTrace();
        // A comparison with a failure in it says nothing.
        Runtime.getRuntime().halt(1);
      }
    }

    private void loop() {
      for (long now = System.nanoTime(); now - start.nanos < length; ) {
        next = (next + 1) % RECORDS;
        work.run(next);
        long after = System.nanoTime();
        times.add(after - now);
        now = after;
      }
    }
  }
}
