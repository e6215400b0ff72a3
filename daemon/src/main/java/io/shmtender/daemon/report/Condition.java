package io.shmtender.daemon.report;

import io.shmtender.reader.SegmentStatus;

/** How a segment is doing, in one word for an operator. */
public enum Condition {
  /** A tender is at work and reaches its cluster. */
  READY("ready"),
  /** A tender is at work, but none of the cluster's nodes answers. */
  UNREACHABLE("unreachable"),
  /** A tender is at work and has not reached its cluster yet. */
  INITIALISING("initialising"),
  /** No tender: the last one did not say good-bye, or hangs. */
  UNTENDED("untended"),
  /** No tender: the last one was stopped. */
  CLOSED("closed"),
  /** Another file took this one's place, or it was removed. */
  SUPERSEDED("superseded"),
  /** Not a whole segment. */
  DAMAGED("damaged"),
  /** It has a layout that this release does not read. */
  OTHER_VERSION("other-version"),
  /** This user may not read it. */
  UNREADABLE("unreadable"),
  /** It belongs to somebody whom readers of this user do not trust. */
  FOREIGN("foreign");

  private final String word;

  Condition(String word) {
    this.word = word;
  }

  /** Returns the condition of a segment that can be read. */
  public static Condition of(SegmentStatus status) {
    return switch (status.state()) {
      case SUPERSEDED -> SUPERSEDED;
      case CLOSED -> CLOSED;
      case INITIALISING -> status.tended() ? INITIALISING : UNTENDED;
      case READY -> ready(status);
    };
  }

  private static Condition ready(SegmentStatus status) {
    if (!status.tended()) {
      return UNTENDED;
    }
    return status.failedTends() > 0 ? UNREACHABLE : READY;
  }

  @Override
  public String toString() {
    return word;
  }
}
