package io.shmtender.daemon.conductor;

import static java.util.Objects.requireNonNull;

import io.shmtender.daemon.segment.Capacity;
import io.shmtender.daemon.tend.TendOutcome;
import java.nio.file.Path;

/**
 * Event: a tend ended, and its heartbeat was stored.
 *
 * @param outcome what the tend found
 * @param segment the present segment file
 * @param capacity what fits into that file
 */
public record TendStored(TendOutcome outcome, Path segment, Capacity capacity) {

  /** Checks that nothing is missing. */
  public TendStored {
    requireNonNull(outcome);
    requireNonNull(segment);
    requireNonNull(capacity);
  }
}
