package io.shmtender.client;

/**
 * Tells commands of their outcome. Others do what is left when it is held up: when it has not got
 * on for as long as a carrier may take for a step.
 */
abstract class Telling implements Runnable {
  // The watch's.
  private int seen = -1;
  private long seenAt;

  /** Returns a number that is another one as soon as it has got on. */
  abstract int progress();

  /** Whether nothing is left to do. */
  abstract boolean isOver(int progress);

  /** Whether it is held up, with some left. Called by the watch. */
  final boolean hasStalled(long now) {
    int at = progress();
    if (at != seen) {
      seen = at;
      seenAt = now;
      return false;
    }
    if (now - seenAt < Carrier.STALL_NANOS || isOver(at)) {
      return false;
    }
    seenAt = now;
    return true;
  }
}
