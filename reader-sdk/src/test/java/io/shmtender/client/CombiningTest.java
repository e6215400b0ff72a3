package io.shmtender.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shmtender.client.policy.GenerationPolicy;
import io.shmtender.client.policy.RecordExistsAction;
import io.shmtender.client.policy.WritePolicy;
import io.shmtender.reader.ClusterView;
import io.shmtender.reader.Key;
import io.shmtender.reader.PartitionUnavailableException;
import io.shmtender.reader.ResultCode;
import io.shmtender.reader.ShmReaderException;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.testing.Await;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that are sent together because they wait for the same node, here one behind a gate. */
final class CombiningTest {
  private static final int MANY = 300;
  // As many as a node's connections carry by default before commands gather.
  private static final int CARRIERS = Combining.defaults().carriersPerNode();
  private static final String NEW_SERVER = "8.1.0.0";

  private SimulatedCluster cluster;
  private Gate gate;
  private ShmClient client;
  private AsyncShmClient async;

  @BeforeEach
  void start() throws Exception {
    Instant now = Instant.now();
    cluster = SimulatedCluster.builder().nodes(1).clock(() -> now).start();
    open(NEW_SERVER, Patient.OPTIONS);
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    gate.close();
    cluster.close();
  }

  private void open(String build, ClientOptions options) throws Exception {
    gate = new Gate(cluster.nodes().get(0), build);
    client = ShmClient.of(gate, options);
    async = client.async();
  }

  private void reopen(String build, ClientOptions options) throws Exception {
    client.close();
    gate.close();
    open(build, options);
  }

  private static Key key(Object value) {
    return value instanceof Integer number
        ? Key.of("test", "combining", number)
        : Key.of("test", "combining", value.toString());
  }

  /** Lets commands gather from now on: as many as are carried one by one wait at the gate. */
  private List<CompletableFuture<?>> gather() {
    gate.hold();
    List<CompletableFuture<?>> first = new ArrayList<>();
    for (int i = 0; i < CARRIERS; i++) {
      first.add(async.exists(key("at the gate " + i)));
      int there = i + 1;
      Await.until("it waits at the gate", () -> gate.waiting() == there);
    }
    return first;
  }

  private List<CompletableFuture<?>> addToMany() {
    List<CompletableFuture<?>> all = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      all.add(async.add(key(i), new Bin("n", 1)));
    }
    return all;
  }

  private void assertAddedOnce() {
    for (int i = 0; i < MANY; i++) {
      assertEquals(1, client.get(key(i)).getLong("n"));
    }
  }

  private static int sum(List<Integer> numbers) {
    return numbers.stream().mapToInt(Integer::intValue).sum();
  }

  @Test
  void oneAloneGoesAsWhatItIsAndThoseThatWaitGoTogether() {
    async.put(key(0), new Bin("n", 0)).join();
    async.add(key(1), new Bin("n", 1)).thenCompose(done -> async.delete(key(1))).join();
    assertEquals(List.of(), gate.batches());
    gather();
    List<CompletableFuture<?>> all = addToMany();
    gate.release();
    all.forEach(CompletableFuture::join);
    assertEquals(MANY - 1, sum(gate.batches()) - 1, gate.batches().toString());
    assertTrue(gate.batches().size() <= CARRIERS + 1, gate.batches().toString());
    assertEquals(3 + CARRIERS, gate.singles());
  }

  @Test
  void combinedCommandsGiveWhatSingleOnesGive() {
    WritePolicy write = Patient.WRITE;
    Operation[] mixed = {
      Operation.put(new Bin("a", "b")), Operation.get("n"), Operation.add(new Bin("n", 3))
    };
    Operation[] reads = {Operation.get("n"), Operation.get("none"), Operation.getHeader()};
    Bin n = new Bin("n", 7);
    List<BiFunction<AsyncShmClient, Key, CompletableFuture<?>>> commands =
        List.of(
            (c, k) -> c.get(k),
            (c, k) -> c.get(k, "n", "none"),
            (c, k) -> c.getHeader(k),
            (c, k) -> c.exists(k),
            (c, k) -> c.put(k, n, new Bin("text", "t")),
            (c, k) -> c.put(write.withRecordExistsAction(RecordExistsAction.CREATE_ONLY), k, n),
            (c, k) -> c.put(write.withRecordExistsAction(RecordExistsAction.REPLACE), k, n),
            (c, k) -> c.put(ifGeneration(write, 1), k, n),
            (c, k) -> c.put(ifGeneration(write, 5), k, n),
            (c, k) -> c.put(ifGeneration(write, 100_000), k, n),
            (c, k) -> c.put(write.withExpiration(1_000).withSendKey(true), k, n),
            (c, k) -> c.get(k, "longer-than-is-allowed"),
            (c, k) -> c.add(k, n),
            (c, k) -> c.add(k, new Bin("text", 1)),
            (c, k) -> c.append(k, new Bin("text", "x")),
            (c, k) -> c.prepend(k, new Bin("n", "x")),
            (c, k) -> c.touch(k),
            (c, k) -> c.operate(k, mixed),
            (c, k) -> c.operate(write.withRespondAllOps(true), k, mixed),
            (c, k) -> c.operate(k, reads),
            (c, k) -> c.operate(write.withRespondAllOps(true), k, reads),
            (c, k) -> c.operate(Patient.READ.withSendKey(true), k, reads),
            (c, k) -> c.operate(k, Operation.get("n"), Operation.delete()),
            (c, k) -> c.operate(k),
            (c, k) -> c.delete(k),
            (c, k) -> c.delete(write.withDurableDelete(true), k),
            (c, k) -> c.get(Key.of("nowhere", "set", 1)),
            (c, k) -> c.get(Key.of("test", "s".repeat(100), 1)),
            (c, k) -> c.put(null, k, n));
    List<String> alone = new ArrayList<>();
    ClientOptions off = Patient.OPTIONS.withCombining(Combining.defaults().withAsynchronous(false));
    try (ShmClient plain = ShmClient.of(gate, off)) {
      prepare("single", commands.size());
      for (int i = 0; i < 2 * commands.size(); i++) {
        alone.add(outcome(commands.get(i / 2).apply(plain.async(), key("single " + i))));
      }
    }
    prepare("combined", commands.size());
    assertEquals(List.of(), gate.batches());
    gather();
    List<CompletableFuture<?>> together = new ArrayList<>();
    for (int i = 0; i < 2 * commands.size(); i++) {
      together.add(commands.get(i / 2).apply(async, key("combined " + i)));
    }
    gate.release();
    for (int i = 0; i < together.size(); i++) {
      assertEquals(alone.get(i), outcome(together.get(i)), "command " + i / 2);
      String left = outcome(CompletableFuture.completedFuture(client.get(key("single " + i))));
      assertEquals(
          left,
          outcome(CompletableFuture.completedFuture(client.get(key("combined " + i)))),
          "what is left by command " + i / 2);
    }
    assertTrue(sum(gate.batches()) > commands.size(), gate.batches().toString());
  }

  // Every other one is there.
  private void prepare(String name, int commands) {
    for (int i = 0; i < 2 * commands; i += 2) {
      client.put(key(name + " " + i), new Bin("n", 1), new Bin("text", "t"));
    }
  }

  private static WritePolicy ifGeneration(WritePolicy policy, int generation) {
    return policy
        .withGenerationPolicy(GenerationPolicy.EXPECT_GEN_EQUAL)
        .withGeneration(generation);
  }

  private static String outcome(CompletableFuture<?> future) {
    try {
      return Outcomes.text(future.join());
    } catch (CompletionException e) {
      Throwable cause = e.getCause();
      return cause.getClass().getSimpleName()
          + (cause instanceof ServerException refused ? refused.resultCode() : "");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {150, 151, 152, 4, 22})
  void applicationDoesNotSeeThatTheServerRefusesBatches(int resultCode) {
    gate.onBatch(rows -> resultCode == 151 && rows <= 10 ? Gate.Batches.PASS : resultCode);
    gather();
    List<CompletableFuture<?>> all = addToMany();
    gate.release();
    all.forEach(CompletableFuture::join);
    int refused = gate.batches().size();
    assertTrue(refused > 0);
    if (resultCode == 150) {
      // Not asked again.
      assertTrue(refused <= CARRIERS, gate.batches().toString());
    }
    assertAddedOnce();
  }

  @Test
  void serversWithoutBatchesGetSingleCommands() throws Exception {
    reopen("5.7.0.11", Patient.OPTIONS);
    addToMany().forEach(CompletableFuture::join);
    assertEquals(List.of(), gate.batches());
    assertAddedOnce();
  }

  @Test
  void rowThatMeetsABusyRecordIsTriedAlone() {
    gate.onBatch(rows -> Gate.Batches.FIRST_ROW_BUSY);
    gather();
    List<CompletableFuture<?>> all = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      all.add(async.put(key(i), new Bin("n", 1)));
    }
    gate.release();
    all.forEach(CompletableFuture::join);
    assertTrue(gate.singles() > CARRIERS, gate.singles() + " singles");
    assertAddedOnce();
  }

  @Test
  void writesOfOneRecordGoFewAtATime() {
    gather();
    List<CompletableFuture<?>> all = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      all.add(async.add(key(0), new Bin("n", 1)));
    }
    gate.release();
    all.forEach(CompletableFuture::join);
    assertEquals(MANY, client.get(key(0)).getLong("n"));
    assertTrue(gate.batches().stream().allMatch(rows -> rows <= 8), gate.batches().toString());
  }

  @Test
  void moreThanTheLimitFailAndTheOthersDoNot() throws Exception {
    reopen(
        NEW_SERVER, Patient.OPTIONS.withCombining(Combining.defaults().withMaxWaitingPerNode(9)));
    List<CompletableFuture<?>> there = gather();
    for (int i = 0; i < 9; i++) {
      there.add(async.add(key(i), new Bin("n", 1)));
    }
    CompletableFuture<Record> tooMany = async.get(key(0));
    CompletionException failure = assertThrows(CompletionException.class, tooMany::join);
    ShmReaderException limit = assertInstanceOf(CombiningLimitException.class, failure.getCause());
    assertTrue(limit.getMessage().startsWith("9 commands wait for node GATE"), limit.getMessage());
    assertEquals(ResultCode.ASYNC_QUEUE_FULL, limit.resultCode());
    gate.release();
    there.forEach(CompletableFuture::join);
    assertEquals(1, async.get(key(0)).join().getLong("n"));
  }

  @Test
  void closingEndsAllThatWait() {
    List<CompletableFuture<?>> atTheGate = gather();
    List<CompletableFuture<?>> waiting = addToMany();
    client.close();
    gate.release();
    atTheGate.forEach(CompletableFuture::join);
    for (CompletableFuture<?> each : waiting) {
      CompletionException failure = assertThrows(CompletionException.class, each::join);
      assertInstanceOf(IllegalStateException.class, failure.getCause());
    }
    assertEquals(List.of(), gate.batches());
  }

  @Test
  void cancelledCommandThatWaitsIsNotSent() {
    gather();
    CompletableFuture<Void> cancelled = async.put(key("cancelled"), new Bin("n", 1));
    List<CompletableFuture<?>> all = addToMany();
    assertTrue(cancelled.cancel(false));
    gate.release();
    all.forEach(CompletableFuture::join);
    assertNull(client.get(key("cancelled")));
    assertEquals(MANY, sum(gate.batches()));
  }

  @Test
  void timeIsUpForWhatWaitsThoughNothingMoves() throws Exception {
    reopen(NEW_SERVER, Patient.OPTIONS.withMaxConnectionsPerNode(CARRIERS));
    List<CompletableFuture<?>> there = gather();
    CompletableFuture<Void> late =
        async.put(Patient.WRITE.withTotalTimeout(100), key("late"), new Bin("n", 1));
    CompletableFuture<Void> patient = async.put(key("patient"), new Bin("n", 1));
    CompletionException failure = assertThrows(CompletionException.class, late::join);
    CommandTimeoutException timeout =
        assertInstanceOf(CommandTimeoutException.class, failure.getCause());
    assertEquals(0, timeout.attempts());
    assertFalse(timeout.inDoubt());
    assertTrue(timeout.getMessage().contains("waiting for its turn"), timeout.getMessage());
    assertFalse(patient.isDone());
    assertFalse(there.get(0).isDone());
    gate.release();
    patient.join();
    assertNull(client.get(key("late")));
  }

  @Test
  void rowsWithoutAnAnswerAreLateEachByItsOwnPolicyAndWritesInDoubt() {
    gate.onBatch(rows -> Gate.Batches.SWALLOW);
    gather();
    CompletableFuture<Void> write =
        async.put(Patient.WRITE.withTotalTimeout(500), key(1), new Bin("n", 1));
    CompletableFuture<Record> read =
        async.get(Patient.READ.withTotalTimeout(400).withMaxRetries(0), key(2));
    CompletableFuture<Void> patient = async.put(key(3), new Bin("n", 1));
    CompletableFuture<Void> another = async.put(key(4), new Bin("n", 1));
    gate.release();
    CommandTimeoutException timeout =
        assertInstanceOf(
            CommandTimeoutException.class,
            assertThrows(CompletionException.class, write::join).getCause());
    assertTrue(timeout.inDoubt());
    assertEquals(1, timeout.attempts());
    timeout =
        assertInstanceOf(
            CommandTimeoutException.class,
            assertThrows(CompletionException.class, read::join).getCause());
    assertFalse(timeout.inDoubt());
    assertFalse(patient.isDone());
    assertFalse(another.isDone());
  }

  @Test
  void whatDependsOnAFutureMayWaitForOthers() {
    CountDownLatch end = new CountDownLatch(1);
    gather();
    List<CompletableFuture<?>> blocked = new ArrayList<>();
    List<CompletableFuture<?>> others = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      blocked.add(async.exists(key(i)).thenAccept(there -> await(end)));
      others.add(async.exists(key(-i)));
    }
    gate.release();
    others.forEach(CompletableFuture::join);
    for (int i = 0; i < MANY; i++) {
      async.exists(key(i)).join();
    }
    assertFalse(blocked.stream().anyMatch(CompletableFuture::isDone));
    end.countDown();
    blocked.forEach(CompletableFuture::join);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void hungNodeDelaysNobodyElsesCommands() {
    try (SimulatedCluster three = SimulatedCluster.builder().nodes(3).start();
        ShmClient many = Patient.client(new SimulatedRouter(three))) {
      String hung = three.nodes().get(0).name();
      ClusterView view = new SimulatedRouter(three).view();
      List<CompletableFuture<?>> toTheHungOne = new ArrayList<>();
      List<CompletableFuture<?>> others = new ArrayList<>();
      three.node(hung).hang();
      for (int i = 0; i < 10 * MANY; i++) {
        Key key = key(i);
        boolean stuck = view.master("test", key.partitionId()).name().equals(hung);
        (stuck ? toTheHungOne : others).add(many.async().put(key, new Bin("n", 1)));
      }
      others.forEach(CompletableFuture::join);
      assertFalse(toTheHungOne.stream().anyMatch(CompletableFuture::isDone));
      three.node(hung).heal();
      toTheHungOne.forEach(CompletableFuture::join);
    }
  }

  @Test
  void commandsWaitForAPartitionThatNobodyHolds() {
    Key key = key(1);
    try (SimulatedCluster three = SimulatedCluster.builder().nodes(3).start()) {
      three.makeUnavailable("test", key.partitionId());
      try (ShmClient many = Patient.client(new SimulatedRouter(three))) {
        CompletableFuture<Record> waiting = many.async().get(key);
        CompletableFuture<Record> late = many.async().get(Patient.READ.withTotalTimeout(100), key);
        CompletionException failure = assertThrows(CompletionException.class, late::join);
        assertInstanceOf(PartitionUnavailableException.class, failure.getCause());
        assertFalse(waiting.isDone());
        three.rebalance();
        assertNull(waiting.join());
      }
    }
  }

  @Test
  void noThreadIsLeftWhenNothingIsToDo() throws Exception {
    // The thread for timeouts also closes connections that nobody used for so long.
    reopen(NEW_SERVER, Patient.OPTIONS.withMaxIdle(Duration.ofMillis(100)));
    addToMany().forEach(CompletableFuture::join);
    Await.until(
        "no thread is left",
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("aerospike-shm")));
  }

  @Test
  void commandsOfManyThreadsGoTogetherToo() throws Exception {
    reopen(NEW_SERVER, Patient.OPTIONS.withCombining(Combining.defaults().withSynchronous(true)));
    client.add(key(0), new Bin("n", 1));
    assertEquals(1, client.get(key(0)).getLong("n"));
    assertEquals(List.of(), gate.batches());
    gather();
    Queue<Throwable> wrong = new ConcurrentLinkedQueue<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 32; i++) {
      Key own = key("thread " + i);
      Thread thread =
          new Thread(
              () -> {
                for (int turn = 1; turn <= 50; turn++) {
                  client.add(own, new Bin("n", 1));
                  assertEquals(turn, client.get(own).getLong("n"));
                  assertTrue(client.exists(own));
                  assertThrows(ServerException.class, () -> client.append(own, new Bin("n", "x")));
                }
              });
      thread.setUncaughtExceptionHandler((dead, failure) -> wrong.add(failure));
      threads.add(thread);
      thread.start();
    }
    gate.release();
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(List.of(), List.copyOf(wrong));
    assertTrue(sum(gate.batches()) > 0);
    ServerException refused =
        assertThrows(ServerException.class, () -> client.append(key(0), new Bin("n", "x")));
    assertEquals(ResultCode.BIN_TYPE_ERROR, refused.resultCode());
    Function<StackTraceElement, String> name = StackTraceElement::getClassName;
    assertTrue(
        Arrays.stream(refused.getStackTrace()).map(name).anyMatch(getClass().getName()::equals));
  }
}
