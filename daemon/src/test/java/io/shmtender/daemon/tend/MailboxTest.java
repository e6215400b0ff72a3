package io.shmtender.daemon.tend;

import static org.junit.jupiter.api.Assertions.*;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class MailboxTest {
  private static final long LONG_NANOS = TimeUnit.MINUTES.toNanos(10);

  private final List<String> handled = new ArrayList<>();

  private void send(Mailbox mailbox, String name, CountDownLatch until, long patienceNanos) {
    mailbox.send(
        () -> {
          until.await();
          return name;
        },
        System.nanoTime() + patienceNanos,
        handled::add,
        cause -> fail(cause));
  }

  @Test
  void aTendWaitsForWhoeverDeservesPatienceAndForNobodyElse() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch soon = new CountDownLatch(1);
    CountDownLatch later = new CountDownLatch(1);
    try (Mailbox mailbox = new Mailbox()) {
      send(mailbox, "hung", never, 0);
      assertFalse(mailbox.handleNext(System.nanoTime() + LONG_NANOS, false));
      send(mailbox, "slow", later, LONG_NANOS);
      send(mailbox, "quick", soon, LONG_NANOS / 2);
      soon.countDown();
      assertTrue(mailbox.handleNext(System.nanoTime() + LONG_NANOS, false));
      assertEquals(List.of("quick"), handled);
      later.countDown();
      assertTrue(mailbox.handleNext(System.nanoTime() + LONG_NANOS, false));
      assertEquals(List.of("quick", "slow"), handled);
      assertFalse(mailbox.handleNext(System.nanoTime() + LONG_NANOS, false));
      never.countDown();
      assertTrue(mailbox.handleNext(System.nanoTime() + LONG_NANOS, true));
      assertFalse(mailbox.handleNext(System.nanoTime() + LONG_NANOS, true), "nothing is under way");
    }
  }

  @Test
  void whatLacksMemoryIsNotHeldAgainstANode() {
    try (Mailbox mailbox = new Mailbox()) {
      OutOfMemoryError error = new OutOfMemoryError("meant to fail");
      mailbox.<String>send(
          () -> {
            throw error;
          },
          System.nanoTime() + LONG_NANOS,
          found -> fail(found),
          cause -> fail(cause));
      assertSame(
          error,
          assertThrows(
              OutOfMemoryError.class,
              () -> mailbox.handleNext(System.nanoTime() + LONG_NANOS, true)));
    }
  }
}
