package io.shmtender.daemon.tend;

import java.util.concurrent.TimeUnit;

/**
 * How long something has been failing, to tell what lasts from what passes: a server that restarts
 * is out of reach for seconds, and nobody has to be woken for that. For one thread.
 */
final class Outage {
  static final long LASTING_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final long sinceNanos;
  private boolean told;

  /** An outage that begins. */
  Outage(long nowNanos) {
    sinceNanos = nowNanos;
  }

  /** Returns true once: when this has lasted for so long that an operator should hear of it. */
  boolean isToBeTold(long nowNanos) {
    boolean lasting = !told && nowNanos - sinceNanos >= LASTING_NANOS;
    told |= lasting;
    return lasting;
  }
}
