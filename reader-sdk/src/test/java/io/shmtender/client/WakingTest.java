package io.shmtender.client;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shmtender.client.policy.WritePolicy;
import io.shmtender.reader.Key;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.testing.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Threads that hear together that their commands have succeeded. */
final class WakingTest {
  private static final int THREADS = 20;

  private SimulatedCluster cluster;
  private Gate router;
  private ShmClient client;
  private Combiner combiner;
  private ClientCluster clientCluster;
  private final List<Pending<?>> commands = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final CountDownLatch heldUp = new CountDownLatch(1);

  @BeforeEach
  void start() throws Exception {
    cluster = SimulatedCluster.builder().nodes(1).start();
    router = new Gate(cluster.nodes().get(0), "8.1.0.0");
    client = ShmClient.of(router, Patient.OPTIONS);
    combiner = client.newCombiner(CommandThreads.unbounded());
    clientCluster = new ClientCluster(router, Patient.OPTIONS);
  }

  @AfterEach
  void stop() throws Exception {
    heldUp.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    client.close();
    router.close();
    cluster.close();
  }

  private void startWaiting(boolean isHeldUp) {
    DeleteCommand command =
        new DeleteCommand(WritePolicy.defaults(), Key.of("test", "waking", commands.size()));
    Pending<?> pending =
        new Pending<>(
            new Execution(clientCluster, clientCluster.view(), command), true, combiner.now());
    Thread thread =
        new Thread(
            () -> {
              if (isHeldUp) {
                awaitEnd();
              }
              pending.await();
            });
    pending.waiter = thread;
    commands.add(pending);
    threads.add(thread);
    thread.start();
  }

  private void awaitEnd() {
    try {
      heldUp.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean haveEnded(int first) {
    return threads.stream().skip(first).noneMatch(Thread::isAlive);
  }

  @Test
  void allAreAwakeAfterOneOfThemWasWoken() {
    for (int i = 0; i < THREADS; i++) {
      startWaiting(false);
    }
    assertTrue(combiner.deliver(commands));
    Await.until("all have gone on", () -> haveEnded(0));
    assertFalse(combiner.look(System.nanoTime()), "something is left to look after");
  }

  @Test
  void threadThatIsNotLetRunHoldsUpNobodyElse() {
    startWaiting(true);
    for (int i = 1; i < THREADS; i++) {
      startWaiting(false);
    }
    assertTrue(combiner.deliver(commands));
    Await.until(
        "all others have gone on",
        () -> {
          combiner.look(System.nanoTime());
          return haveEnded(1);
        });
    heldUp.countDown();
    Await.until("the last one has gone on", () -> haveEnded(0));
    assertFalse(combiner.look(System.nanoTime()), "something is left to look after");
  }
}
