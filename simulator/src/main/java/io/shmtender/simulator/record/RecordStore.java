package io.shmtender.simulator.record;

import io.shmtender.simulator.wire.Digest;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/**
 * The records of one namespace, shared by all nodes of a cluster: what a real cluster achieves by
 * replication. Thread-safe; reads take no lock, writes lock one record.
 */
public final class RecordStore {
  private final ConcurrentMap<Digest, StoredRecord> records = new ConcurrentHashMap<>();
  private final LongSupplier clock;

  /**
   * An empty store.
   *
   * @param clock the time in seconds since 2010-01-01, by which records expire
   */
  public RecordStore(LongSupplier clock) {
    this.clock = clock;
  }

  /** The time in seconds since 2010-01-01. */
  long now() {
    return clock.getAsLong();
  }

  /** A record, null when there is none or it has expired. */
  StoredRecord get(Digest digest) {
    StoredRecord found = records.get(digest);
    return found == null || found.isExpired(now()) ? null : found;
  }

  /** Replaces a record atomically; the change gets and gives null for no record. */
  void update(Digest digest, UnaryOperator<StoredRecord> change) {
    records.compute(
        digest, (d, old) -> change.apply(old == null || old.isExpired(now()) ? null : old));
  }

  /** How many records there are that have not expired. */
  public int size() {
    long now = now();
    return (int) records.values().stream().filter(r -> !r.isExpired(now)).count();
  }

  /** Loses the records of one partition. */
  public void clearPartition(int partitionId) {
    records.keySet().removeIf(digest -> digest.partitionId() == partitionId);
  }

  /** Loses the records of one set. */
  public void clearSet(String set) {
    records.values().removeIf(stored -> set.equals(stored.set()));
  }

  /** Loses all records. */
  public void clear() {
    records.clear();
  }
}
