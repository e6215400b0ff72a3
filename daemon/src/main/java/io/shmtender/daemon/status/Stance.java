package io.shmtender.daemon.status;

import java.time.Instant;

/**
 * What this daemon is for its key.
 *
 * @param role owner, standby, or neither yet
 * @param since since when
 */
record Stance(Role role, Instant since) {

  /** What a daemon can be for a key. */
  enum Role {
    /** It has just started. */
    STARTING("starting"),
    /** It tends and publishes. */
    OWNER("owner"),
    /** It waits for the owner to end. */
    STANDBY("standby"),
    /** It is about to end. */
    STOPPED("stopped");

    private final String word;

    Role(String word) {
      this.word = word;
    }

    @Override
    public String toString() {
      return word;
    }
  }
}
