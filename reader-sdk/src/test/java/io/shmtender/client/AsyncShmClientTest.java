package io.shmtender.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shmtender.client.policy.BatchDeletePolicy;
import io.shmtender.client.policy.BatchPolicy;
import io.shmtender.client.policy.BatchWritePolicy;
import io.shmtender.client.policy.ReadPolicy;
import io.shmtender.client.policy.WritePolicy;
import io.shmtender.reader.Key;
import io.shmtender.reader.UnknownNamespaceException;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.testing.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that nobody waits for, on the threads that the running JDK has for them. */
final class AsyncShmClientTest {
  private static final int MANY = 10_000;
  private static final boolean VIRTUAL = Runtime.version().feature() >= 21;
  private static final ReadPolicy PATIENT = Patient.READ;
  private static final WritePolicy PATIENT_WRITE = Patient.WRITE;

  private SimulatedCluster cluster;
  private ShmClient client;

  @BeforeEach
  void start() {
    cluster = SimulatedCluster.builder().nodes(3).start();
    client = Patient.client(new SimulatedRouter(cluster));
  }

  @AfterEach
  void stop() {
    client.close();
    cluster.close();
  }

  @Test
  void everyCommandHasItsFuture() throws Exception {
    AsyncShmClient async = client.async();
    Key key = key(1);
    Key[] keys = {key, key(2)};
    async.put(key, new Bin("a", 1), new Bin("b", 2)).get();
    assertEquals(1, async.get(key).get().getLong("a"));
    assertEquals(1, async.get(PATIENT, key, "a").get().binCount());
    assertEquals(0, async.getHeader(key).get().binCount());
    assertEquals(0, async.getHeader(PATIENT, key).get().binCount());
    assertTrue(async.exists(key).get());
    assertTrue(async.exists(PATIENT, key).get());
    assertEquals(2, async.get(keys).get()[0].binCount());
    assertNull(async.get(Patient.BATCH_READ, keys, "a").get()[1]);
    assertNull(async.getHeader(keys).get()[1]);
    assertNull(async.getHeader(Patient.BATCH_READ, keys).get()[1]);
    assertTrue(async.exists(keys).get()[0]);
    assertFalse(async.exists(Patient.BATCH_READ, keys).get()[1]);
    assertTrue(async.delete(key).get());
    assertFalse(async.delete(PATIENT_WRITE, key).get());
    async.put(PATIENT_WRITE, key, new Bin("a", 3)).get();
    assertTrue(async.put(keys, new Bin("a", 4)).get().status());
    BatchRead read = new BatchRead(keys[1], true);
    assertTrue(async.operate(List.of(read)).get());
    assertEquals(4, read.record().getLong("a"));
    assertTrue(async.operate(Patient.BATCH_READ, List.of(read)).get());
    async.add(key, new Bin("n", 1)).get();
    async.add(PATIENT_WRITE, key, new Bin("n", 1)).get();
    async.append(key, new Bin("s", "b")).get();
    async.append(PATIENT_WRITE, key, new Bin("s", "c")).get();
    async.prepend(key, new Bin("s", "a")).get();
    async.prepend(PATIENT_WRITE, key, new Bin("s", "_")).get();
    async.touch(key).get();
    async.touch(PATIENT_WRITE, key).get();
    assertEquals("_abc", async.operate(key, Operation.get("s")).get().getString("s"));
    assertEquals(2, async.operate(PATIENT, key, Operation.get("n")).get().getLong("n"));
    Operation add = Operation.add(new Bin("n", 1));
    async.operate(PATIENT_WRITE, key, add).get();
    assertTrue(async.operate(keys, add).get().status());
    BatchPolicy both = Patient.BATCH_WRITE;
    assertTrue(async.operate(both, BatchWritePolicy.defaults(), keys, add).get().status());
    assertEquals(5, async.get(both, keys, Operation.get("n")).get()[0].getLong("n"));
    assertEquals(5, async.get(both, keys).get()[0].getLong("n"));
    assertTrue(async.delete(keys).get().status());
    BatchPolicy writes = Patient.BATCH_WRITE;
    assertTrue(
        async.put(writes, BatchWritePolicy.defaults(), keys, new Bin("a", 5)).get().status());
    assertTrue(async.delete(writes, BatchDeletePolicy.defaults(), keys).get().status());
    assertEquals("two", async.run(c -> c.exists(key) ? "one" : "two").get());
  }

  @Test
  void futureFailsWithWhatTheCommandThrows() {
    AsyncShmClient async = client.async();
    Key nowhere = Key.of("nowhere", "set", 1);
    CompletionException failure =
        assertThrows(CompletionException.class, () -> async.get(nowhere).join());
    assertInstanceOf(UnknownNamespaceException.class, failure.getCause());
    ExecutionException refused =
        assertThrows(ExecutionException.class, () -> async.get(key(1), "sixteen-letters!").get());
    assertInstanceOf(IllegalArgumentException.class, refused.getCause());
    StackOverflowError error = new StackOverflowError();
    CompletableFuture<Object> broken =
        async.run(
            c -> {
              throw error;
            });
    assertSame(error, assertThrows(CompletionException.class, broken::join).getCause());
    Executor full =
        task -> {
          throw new RejectedExecutionException("full");
        };
    CompletableFuture<Record> rejected = client.async(full).get(key(1));
    assertInstanceOf(
        RejectedExecutionException.class,
        assertThrows(CompletionException.class, rejected::join).getCause());
    assertThrows(NullPointerException.class, () -> client.async(null));
  }

  @Test
  void cancelledCommandDoesNotBegin() throws Exception {
    List<Runnable> tasks = new ArrayList<>();
    AsyncShmClient async = client.async(tasks::add);
    CompletableFuture<Void> cancelled = async.put(key(1), new Bin("a", 1));
    CompletableFuture<Void> kept = async.put(key(2), new Bin("a", 1));
    assertTrue(cancelled.cancel(true));
    tasks.forEach(Runnable::run);
    kept.get();
    assertThrows(CancellationException.class, cancelled::join);
    assertFalse(client.exists(key(1)));
    assertTrue(client.exists(key(2)));
  }

  @Test
  void commandsThatHaveNotBegunFailWhenTheClientCloses() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    AsyncShmClient async = client.async();
    CompletableFuture<Boolean> running =
        async.run(
            c -> {
              begun.countDown();
              awaitLatch(closed);
              return true;
            });
    awaitLatch(begun);
    client.close();
    closed.countDown();
    assertTrue(running.get(Patient.MILLIS, TimeUnit.MILLISECONDS));
    CompletionException late =
        assertThrows(CompletionException.class, () -> async.get(key(1)).join());
    assertInstanceOf(IllegalStateException.class, late.getCause());
  }

  @Test
  void noMoreCommandsThanConnectionsAreUnderWay() {
    ClientOptions two = ClientOptions.defaults().withMaxConnectionsPerNode(2);
    try (ShmClient narrow = ShmClient.of(new SimulatedRouter(cluster), two)) {
      AtomicInteger underWay = new AtomicInteger();
      AtomicInteger most = new AtomicInteger();
      List<CompletableFuture<Void>> all = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        Key key = key(i);
        all.add(
            narrow
                .async()
                .run(
                    c -> {
                      most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
                      c.put(PATIENT_WRITE, key, new Bin("a", 1));
                      underWay.decrementAndGet();
                      return null;
                    }));
      }
      all.forEach(CompletableFuture::join);
      assertTrue(most.get() <= 2, most + " at the same time");
    }
  }

  @Test
  void threadsAreVirtualOrEndAfterTheLastCommand() throws Exception {
    AtomicReference<String> description = new AtomicReference<>();
    Thread thread =
        client
            .async()
            .run(
                c -> {
                  description.set(Thread.currentThread().toString());
                  return Thread.currentThread();
                })
            .get();
    assertTrue(thread.isDaemon());
    String expected = VIRTUAL ? "VirtualThread[" : "Thread[aerospike-shm-command";
    assertTrue(description.get().startsWith(expected), description.get());
    Await.until("the thread has ended", () -> !thread.isAlive());
  }

  @Test
  void pooledThreadsAreBoundedAndEnd() {
    AsyncShmClient async = client.async(CommandThreads.pool(4));
    List<CompletableFuture<Thread>> all = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      Key key = key(i);
      all.add(
          async.run(
              c -> {
                c.put(PATIENT_WRITE, key, new Bin("a", 1));
                return Thread.currentThread();
              }));
    }
    List<Thread> threads = all.stream().map(CompletableFuture::join).distinct().toList();
    assertTrue(threads.size() <= 4, threads.toString());
    Await.until("the threads have ended", () -> threads.stream().noneMatch(Thread::isAlive));
  }

  @Test
  void tenThousandAtOncePinNoCarrier(@TempDir Path directory) throws Exception {
    Path events = directory.resolve("events.jfr");
    try (Recording recording = new Recording()) {
      if (VIRTUAL) {
        recording.enable("jdk.VirtualThreadPinned").withThreshold(Duration.ofMillis(1));
      }
      recording.start();
      putAndGetMany();
      recording.stop();
      recording.dump(events);
    }
    List<String> pinned = new ArrayList<>();
    for (RecordedEvent event : RecordingFile.readAllEvents(events)) {
      // Others, such as JUnit's, may pin what they like.
      if (String.valueOf(event.getStackTrace()).contains("io.shmtender.client.ShmClient")) {
        pinned.add(event.toString());
      }
    }
    assertEquals(List.of(), pinned);
    assertTrue(Files.exists(events));
  }

  private void putAndGetMany() {
    AsyncShmClient async = client.async();
    List<CompletableFuture<Record>> all = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      Key key = key(i);
      all.add(
          async
              .put(PATIENT_WRITE, key, new Bin("a", i))
              .thenCompose(done -> async.get(PATIENT, key)));
    }
    for (int i = 0; i < MANY; i++) {
      assertEquals(i, all.get(i).join().getLong("a"));
    }
    cluster
        .counters()
        .forEach((node, counters) -> assertTrue(counters.connectionsAccepted() <= 100, node));
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      assertTrue(latch.await(Patient.MILLIS, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static Key key(int number) {
    return Key.of("test", "async", number);
  }
}
