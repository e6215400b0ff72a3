package io.shmtender.benchmarks;

import com.aerospike.client.AerospikeClient;
import com.aerospike.client.AerospikeException;
import com.aerospike.client.Record;
import com.aerospike.client.async.EventLoops;
import com.aerospike.client.async.EventPolicy;
import com.aerospike.client.async.NioEventLoops;
import com.aerospike.client.listener.RecordListener;
import com.aerospike.client.listener.WriteListener;
import com.aerospike.client.policy.ClientPolicy;
import com.sun.management.OperatingSystemMXBean;
import io.shmtender.client.AsyncShmClient;
import io.shmtender.client.Bin;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;

/**
 * Asynchronous gets and puts of which a number is under way all the time: each is followed by the
 * next when it is done, on the thread that says so. With the reader SDK's futures, or with the
 * official client's listeners on its event loops, of which there is one for each processor.
 */
final class AsyncLoad {
  // As many as its connections to a node: beyond, the official client fails.
  private static final int MAX_IN_PROCESS = 100;

  private static final OperatingSystemMXBean PROCESS =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private AsyncLoad() {}

  /** Starts a command on the record of a number, and says when it is done. */
  interface Work {
    void start(int record, Chain chain);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // The chain hears of everything.
  static Work get(AsyncShmClient client) {
    return (record, chain) ->
        client
            .get(Load.key(record))
            .whenComplete(
                (found, failure) ->
                    chain.done(failure != null ? failure : wrong(found.getLong("number"), record)));
  }

  @SuppressWarnings("FutureReturnValueIgnored") // The chain hears of everything.
  static Work put(AsyncShmClient client) {
    return (record, chain) ->
        client
            .put(Load.key(record), new Bin("number", record), new Bin("text", Load.TEXT))
            .whenComplete((done, failure) -> chain.done(failure));
  }

  static Work get(AerospikeClient client, EventLoops loops) {
    return (record, chain) ->
        client.get(
            loops.next(),
            new RecordListener() {
              @Override
              public void onSuccess(com.aerospike.client.Key key, Record found) {
                chain.done(wrong(found.getLong("number"), record));
              }

              @Override
              public void onFailure(AerospikeException failure) {
                chain.done(failure);
              }
            },
            null,
            Load.officialKey(record));
  }

  static Work put(AerospikeClient client, EventLoops loops) {
    return (record, chain) ->
        client.put(
            loops.next(),
            new WriteListener() {
              @Override
              public void onSuccess(com.aerospike.client.Key key) {
                chain.done(null);
              }

              @Override
              public void onFailure(AerospikeException failure) {
                chain.done(failure);
              }
            },
            null,
            Load.officialKey(record),
            new com.aerospike.client.Bin("number", record),
            new com.aerospike.client.Bin("text", Load.TEXT));
  }

  // Not thrown: both clients keep to themselves what their callers' code throws.
  private static IllegalStateException wrong(long found, int expected) {
    return found == expected
        ? null
        : new IllegalStateException("record " + expected + " has " + found);
  }

  static ClientPolicy officialPolicy() {
    EventPolicy events = new EventPolicy();
    int loops = Runtime.getRuntime().availableProcessors();
    events.maxCommandsInProcess = MAX_IN_PROCESS / loops;
    ClientPolicy policy = new ClientPolicy();
    policy.eventLoops = new NioEventLoops(events, loops);
    return policy;
  }

  /** Keeps so many under way for so long; returns what {@link Load} prints. */
  static String run(Work work, int underWay, long nanos) throws InterruptedException {
    CountDownLatch ended = new CountDownLatch(underWay);
    List<Chain> chains = new ArrayList<>();
    long processorNanos = PROCESS.getProcessCpuTime();
    long start = System.nanoTime();
    for (int i = 0; i < underWay; i++) {
      chains.add(new Chain(work, i, start + nanos, ended));
    }
    chains.forEach(Chain::next);
    ended.await();
    double seconds = (System.nanoTime() - start) / 1e9;
    Times times = new Times();
    chains.forEach(chain -> times.add(chain.times));
    return String.format(
        Locale.ROOT,
        "%.0f %.1f %.2f 0",
        times.count() / seconds,
        times.percentileMicros(99),
        (PROCESS.getProcessCpuTime() - processorNanos) / 1e3 / times.count());
  }

  /** One command after the other. */
  static final class Chain {
    private final Work work;
    private final long end;
    private final CountDownLatch ended;
    private final Times times = new Times();
    private int record;
    private long begun;

    Chain(Work work, int number, long end, CountDownLatch ended) {
      this.work = work;
      this.record = number * 97;
      this.end = end;
      this.ended = ended;
    }

    void next() {
      record = (record + 1) % Load.RECORDS;
      begun = System.nanoTime();
      work.start(record, this);
    }

    void done(Throwable failure) {
      if (failure != null) {
        failure.printStackTrace();
        // A comparison with a failure in it says nothing.
        Runtime.getRuntime().halt(1);
      }
      long now = System.nanoTime();
      times.add(now - begun);
      if (now < end) {
        next();
      } else {
        ended.countDown();
      }
    }
  }
}
