package io.shmtender.demo;

import static org.junit.jupiter.api.Assertions.*;

import org.junit.jupiter.api.Test;

final class LedgerTest {
  private final Ledger ledger = new Ledger(2);

  @Test
  void allowsWhatWasAcknowledgedLastAndNothingOlder() {
    ledger.next(1);
    ledger.acknowledge(1);
    assertEquals(2, ledger.next(1));
    ledger.acknowledge(1);
    assertTrue(ledger.allows(1, 2));
    assertFalse(ledger.allows(1, 1));
    assertFalse(ledger.allows(1, 0));
    assertFalse(ledger.allows(1, 3));
  }

  @Test
  void allowsBothAfterAPutThatFailedUntilTheNextOneSucceeds() {
    ledger.next(0);
    ledger.acknowledge(0);
    ledger.next(0);
    assertTrue(ledger.allows(0, 1));
    assertTrue(ledger.allows(0, 2));
    assertEquals("1 to 2", ledger.expected(0));
    ledger.next(0);
    ledger.acknowledge(0);
    assertFalse(ledger.allows(0, 2));
    assertTrue(ledger.allows(0, 3));
  }

  @Test
  void allowsNoRecordBeforeTheFirstPut() {
    assertTrue(ledger.allows(0, 0));
  }
}
