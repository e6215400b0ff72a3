package io.shmtender.daemon.report;

import static java.util.Objects.requireNonNull;

/**
 * A change in what a segment says.
 *
 * @param kind what to make of it
 * @param text what happened, in words
 */
public record Change(Kind kind, String text) {

  /** What to make of a change. */
  public enum Kind {
    /** All is well again. */
    GOOD,
    /** What happens to clusters. */
    PLAIN,
    /** Somebody should look. */
    BAD
  }

  /** Checks that nothing is missing. */
  public Change {
    requireNonNull(kind);
    requireNonNull(text);
  }
}
