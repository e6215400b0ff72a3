package io.shmtender.demo;

/**
 * What a reader knows of its own records: each holds a number that grows with every put.
 *
 * <p>A put that failed may have been applied all the same. So a record has to hold at least the
 * number that was acknowledged last, and at most the one that was tried last.
 */
final class Ledger {
  private final long[] acknowledged;
  private final long[] tried;

  Ledger(int records) {
    acknowledged = new long[records];
    tried = new long[records];
  }

  /** Returns the number to put into a record next. */
  long next(int record) {
    return ++tried[record];
  }

  /** Says that the number was put. */
  void acknowledge(int record) {
    acknowledged[record] = tried[record];
  }

  /** Returns whether a record may hold a number; 0 is for a record that is not there. */
  boolean allows(int record, long number) {
    return number >= acknowledged[record] && number <= tried[record];
  }

  /** Returns what a record has to hold. */
  String expected(int record) {
    return acknowledged[record] == tried[record]
        ? Long.toString(tried[record])
        : acknowledged[record] + " to " + tried[record];
  }
}
