package io.shmtender.client.policy;

/** What a read of a strong-consistency namespace guarantees. */
public enum ReadModeSC {
  /** This client sees versions in order. Reads from the master. */
  SESSION,

  /** All clients see versions in order. */
  LINEARIZE,

  /** May read from any full replica; versions may go back. */
  ALLOW_REPLICA,

  /** May read from any full replica and from unavailable partitions; versions may go back. */
  ALLOW_UNAVAILABLE
}
