package io.shmtender.daemon.status;

import static java.util.Objects.requireNonNull;

import io.shmtender.daemon.report.Change;
import java.time.Instant;

/**
 * Something worth telling an operator.
 *
 * @param at when it happened, the last time
 * @param change what happened
 * @param times how often in a row
 */
record Event(Instant at, Change change, int times) {
  Event {
    requireNonNull(at);
    requireNonNull(change);
  }
}
