package io.shmtender.client.net;

import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;

/**
 * When a command has to be done, and how long one wait may take.
 *
 * @param startNanos when the command began, by {@link System#nanoTime}
 * @param totalMillis how long it may take, 0 for no limit
 * @param waitMillis how long the wait for the next bytes may take, 0 for no limit
 */
public record Deadline(long startNanos, int totalMillis, int waitMillis) {

  /** Returns the milliseconds since the command began. */
  public long elapsedMillis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
  }

  /** Returns the nanoseconds left, 0 or less when there are none; a century without a limit. */
  public long leftNanos() {
    if (totalMillis == 0) {
      return TimeUnit.DAYS.toNanos(36_500);
    }
    return TimeUnit.MILLISECONDS.toNanos(totalMillis) - (System.nanoTime() - startNanos);
  }

  /**
   * Returns how many milliseconds a socket may wait now, 0 for ever.
   *
   * @throws SocketTimeoutException if there is no time left
   */
  int nextWaitMillis() throws SocketTimeoutException {
    return limit(waitMillis);
  }

  /**
   * Returns a wait in milliseconds cut to the time that is left.
   *
   * @param wanted how long it may take without a deadline, 0 for ever
   * @throws SocketTimeoutException if there is no time left
   */
  int limit(int wanted) throws SocketTimeoutException {
    if (totalMillis == 0) {
      return wanted;
    }
    // Rounded up: 0 would mean for ever.
    long left = (leftNanos() + 999_999) / 1_000_000;
    if (left <= 0) {
      throw new SocketTimeoutException("no time left");
    }
    return wanted == 0 ? (int) left : (int) Math.min(wanted, left);
  }
}
