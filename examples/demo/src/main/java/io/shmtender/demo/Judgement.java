package io.shmtender.demo;

/** What became of a promise. */
enum Judgement {
  KEPT,
  /** This host was too busy to tell. */
  UNJUDGED,
  BROKEN;

  /** Returns the worse of the two. */
  Judgement and(Judgement other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
