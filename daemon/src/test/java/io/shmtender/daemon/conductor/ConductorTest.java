package io.shmtender.daemon.conductor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

/** Which duty is done when. */
final class ConductorTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final long NEVER = Long.MAX_VALUE;

  private final Orders orders = new Orders();
  private final List<String> done = new CopyOnWriteArrayList<>();

  private Duty duty(String name, LongSupplier nanosToDue, BooleanSupplier work) {
    return new Duty() {
      @Override
      public long nanosToDue() {
        return nanosToDue.getAsLong();
      }

      @Override
      public boolean doWork() {
        done.add(name);
        return work.getAsBoolean();
      }
    };
  }

  private Duty once(String name, BooleanSupplier work) {
    return duty(name, () -> done.contains(name) ? NEVER : 0, work);
  }

  private CompletableFuture<Boolean> begin(Duty... duties) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return new Conductor(orders).perform(List.of(duties));
          } catch (Exception e) {
            throw new CompletionException(e);
          }
        });
  }

  private boolean isStopped(Duty... duties) throws Exception {
    return begin(duties).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  @Test
  void ofSeveralThatAreDueTheFirstIsDoneAndThenAllAreAskedAgain() throws Exception {
    Duty often = duty("often", () -> done.size() < 3 ? 0 : NEVER, () -> true);

    assertFalse(isStopped(often, once("after", () -> true), once("last", () -> false)));

    assertEquals(List.of("often", "often", "often", "after", "last"), done);
  }

  @Test
  void aDutyIsNotDoneBeforeItIsDue() throws Exception {
    long dueAt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(20);
    long[] doneAt = new long[1];
    Duty later =
        duty(
            "later",
            () -> dueAt - System.nanoTime(),
            () -> {
              doneAt[0] = System.nanoTime();
              return false;
            });

    assertFalse(isStopped(duty("never", () -> NEVER, () -> true), later));

    assertEquals(List.of("later"), done);
    assertTrue(doneAt[0] - dueAt >= 0);
  }

  @Test
  void aStopEndsTheWait() throws Exception {
    CompletableFuture<Boolean> end = begin(duty("never", () -> NEVER, () -> true));

    orders.stop();

    assertTrue(end.get(LIMIT.toSeconds(), TimeUnit.SECONDS));
    assertEquals(List.of(), done);
  }

  @Test
  void whoIsToldToStopBeginsNoOtherDuty() throws Exception {
    Duty stopping =
        once(
            "stopping",
            () -> {
              orders.stop();
              return true;
            });

    assertTrue(isStopped(stopping, once("other", () -> true)));

    assertEquals(List.of("stopping"), done);
  }

  @Test
  void whatIsAskedForWhileADutyIsDoneIsNotSleptOver() throws Exception {
    Reload reload = new Reload(() -> null, Duration.ofSeconds(1), new CompletableFuture<>());
    Duty asking =
        once(
            "asking",
            () -> {
              orders.reload(reload);
              return true;
            });
    Duty reloading =
        duty(
            "reloading",
            () -> orders.reloadAsked() ? 0 : NEVER,
            () -> orders.takeReload().isEmpty());

    assertFalse(isStopped(reloading, asking));

    assertEquals(List.of("asking", "reloading"), done);
    assertEquals(Optional.empty(), orders.takeReload());
  }
}
