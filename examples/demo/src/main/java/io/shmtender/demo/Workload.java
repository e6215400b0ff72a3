package io.shmtender.demo;

import io.shmtender.client.Bin;
import io.shmtender.client.CommandException;
import io.shmtender.client.Record;
import io.shmtender.client.ShmClient;
import io.shmtender.reader.Key;
import io.shmtender.reader.Node;
import io.shmtender.reader.PartitionUnavailableException;
import io.shmtender.reader.ShmReader;
import io.shmtender.reader.ShmReaderException;
import java.io.PrintStream;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Puts and gets without pause, with the SDK's default policies, and checks every record that it
 * gets. For one thread.
 */
final class Workload {
  /** The namespace of the records. */
  static final String NAMESPACE = "test";

  private static final String BIN = "number";
  private static final int RECORDS = 600;
  // Coprime to the number of records: the gets go over all of them, far from the puts.
  private static final int GET_STRIDE = 227;
  private static final long REPORT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  // As a careful application: somebody who does not answer is not asked 10,000 times a second.
  private static final long BACK_OFF_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final ShmReader reader;
  private final ShmClient client;
  private final PrintStream out;
  private final Key[] keys = new Key[RECORDS];
  private final Ledger ledger = new Ledger(RECORDS);
  private final Map<String, Long> getsByNode = new TreeMap<>();
  private long puts;
  private long gets;
  private long slowestNanos;
  private long lastReport = System.nanoTime();

  Workload(ShmReader reader, String setName, PrintStream out) {
    this.reader = reader;
    this.client = ShmClient.of(reader);
    this.out = out;
    for (int i = 0; i < RECORDS; i++) {
      keys[i] = Key.of(NAMESPACE, setName, i);
    }
  }

  /** Works until it is told to stop, then checks every record once more. */
  void run(BooleanSupplier stopped) {
    for (int i = 0; !stopped.getAsBoolean(); i = (i + 1) % RECORDS) {
      put(i);
      get((int) ((long) i * GET_STRIDE % RECORDS));
    }
    for (int i = 0; i < RECORDS; i++) {
      get(i);
    }
    report();
    print(new ReaderLine.Done());
    client.close();
  }

  private void put(int record) {
    long start = System.nanoTime();
    Bin bin = new Bin(BIN, ledger.next(record));
    try {
      client.put(keys[record], bin);
    } catch (CommandException | PartitionUnavailableException e) {
      failed(start, "put", e);
      return;
    }
    ledger.acknowledge(record);
    puts++;
    succeeded(start);
  }

  private void get(int record) {
    Node master = reader.view().master(NAMESPACE, keys[record].partitionId());
    long start = System.nanoTime();
    Record found;
    try {
      found = client.get(keys[record]);
    } catch (CommandException | PartitionUnavailableException e) {
      failed(start, "get", e);
      return;
    }
    long number = found == null ? 0 : found.getLong(BIN);
    if (!ledger.allows(record, number)) {
      print(
          new ReaderLine.Lost(
              keys[record] + " holds " + number + " instead of " + ledger.expected(record)));
    }
    gets++;
    getsByNode.merge(master == null ? "none" : master.name(), 1L, Long::sum);
    succeeded(start);
  }

  private void succeeded(long start) {
    long now = System.nanoTime();
    slowestNanos = Math.max(slowestNanos, now - start);
    if (now - lastReport >= REPORT_NANOS) {
      report();
    }
  }

  private void failed(long start, String operation, ShmReaderException failure) {
    long now = System.nanoTime();
    String reason = failure.getClass().getSimpleName() + ": " + failure.getMessage();
    print(new ReaderLine.Failed(start, now, operation, reason.replace('\n', ' ')));
    LockSupport.parkNanos(BACK_OFF_NANOS);
  }

  private void report() {
    lastReport = System.nanoTime();
    print(new ReaderLine.Progress(lastReport, puts, gets, slowestNanos, getsByNode));
    slowestNanos = 0;
  }

  private void print(ReaderLine line) {
    out.println(line.text());
    out.flush();
  }
}
