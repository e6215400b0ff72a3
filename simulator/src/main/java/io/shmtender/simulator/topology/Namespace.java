package io.shmtender.simulator.topology;

import io.shmtender.simulator.record.RecordStore;
import io.shmtender.simulator.spec.NamespaceSpec;

/**
 * A namespace: how it is set up, and its records.
 *
 * @param spec how it is set up
 * @param records its records
 */
public record Namespace(NamespaceSpec spec, RecordStore records) {
  /** The default time to live in seconds, 0 for never expire. */
  public int defaultTtlSeconds() {
    return (int) spec.defaultTtl().toSeconds();
  }
}
