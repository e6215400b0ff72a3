package io.shmtender.client;

import java.util.List;

/**
 * The outcome of a batch, record by record.
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
