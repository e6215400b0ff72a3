package io.shmtender.demo;

import java.time.Duration;

/**
 * A standby became the owner.
 *
 * @param cause what happened to the owner before
 * @param took from the signal until a reader saw the new owner's first map
 * @param host how busy the host was meanwhile
 */
record Takeover(Cause cause, Duration took, Busyness host) {
  /** What can happen to an owner. */
  enum Cause {
    /** SIGTERM. */
    STOPPED("owner stopped", Duration.ZERO),
    /** SIGKILL. */
    KILLED("owner killed", Duration.ZERO),
    /** SIGSTOP. It may have happened an interval after the heartbeat that the threshold is for. */
    HUNG("owner hung", Tenders.TAKEOVER_THRESHOLD);

    private final String label;
    private final Duration waiting;

    Cause(String label, Duration waiting) {
      this.label = label;
      this.waiting = waiting;
    }

    String label() {
      return label;
    }

    /** Returns how long it may take. */
    Duration limit() {
      return waiting.plusSeconds(1);
    }
  }

  Judgement judge() {
    return host.judge(took, cause.waiting, cause.limit());
  }
}
