package io.shmtender.client;

import java.util.List;

/**
 * What became of the records of a batch.
 *
 * @param records one for each key, in the order in which the keys were given
 * @param status whether all of them succeeded; a record that does not exist counts as a failure
 */
public record BatchResults(List<BatchRecord> records, boolean status) {
  /** Takes over the list's records. */
  public BatchResults {
    records = List.copyOf(records);
  }
}
