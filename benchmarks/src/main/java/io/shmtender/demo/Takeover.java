package io.shmtender.demo;

import java.time.Duration;

/**
 * A standby became the owner.
 *
 * @param cause what happened to the owner before
 * @param took from the signal until a reader saw the new owner's first map
 */
record Takeover(Cause cause, Duration took) {
  /** What can happen to an owner. */
  enum Cause {
    /** SIGTERM. */
    STOPPED("owner stopped", Duration.ofSeconds(1)),
    /** SIGKILL. */
    KILLED("owner killed", Duration.ofSeconds(1)),
    /** SIGSTOP. It may have happened an interval after the heartbeat that the threshold is for. */
    HUNG("owner hung", Tenders.TAKEOVER_THRESHOLD.plus(Tenders.INTERVAL));

    private final String label;
    private final Duration limit;

    Cause(String label, Duration limit) {
      this.label = label;
      this.limit = limit;
    }

    String label() {
      return label;
    }

    /** Returns how long it may take. */
    Duration limit() {
      return limit;
    }
  }

  boolean inTime() {
    return took.compareTo(cause.limit()) <= 0;
  }
}
