package io.shmtender.daemon.conductor;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * Event: the daemon became the owner of its key.
 *
 * @param epoch grows by 1 with every change of owner
 * @param fence the number of the lock; grows only when an owner that hangs is taken over from
 * @param origin how it came about
 * @param duration from having the lock until the segment was there to be read
 */
public record Ownership(long epoch, int fence, Origin origin, Duration duration) {

  /** How a daemon becomes an owner. */
  public enum Origin {
    /** Nobody owned the key when the daemon looked for the first time. */
    FREE,
    /** The daemon stood by; the owner stopped or was killed. */
    OWNER_ENDED,
    /** The daemon stood by; the owner was silent past the takeover threshold. */
    OWNER_HUNG
  }

  /** Checks that nothing is missing. */
  public Ownership {
    requireNonNull(origin);
    requireNonNull(duration);
  }
}
