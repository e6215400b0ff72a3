package io.shmtender.simulator.wire;

import java.util.List;

/**
 * A command on one record, as a message of its own or as a row of a batch.
 *
 * @param info1 bits of {@link Info1}
 * @param info2 bits of {@link Info2}
 * @param info3 bits of {@link Info3}
 * @param generation the expected generation, used as {@code info2} says
 * @param ttl seconds to live, or one of the special values 0, -1 and -2
 * @param fields the fields of the message
 * @param operations the bin operations in the client's order
 */
public record RecordRequest(
    int info1,
    int info2,
    int info3,
    int generation,
    int ttl,
    Fields fields,
    List<Operation> operations) {

  /** Whether the server would take the write path: also for reads mixed with writes. */
  public boolean isWrite() {
    return (info2 & Info2.WRITE) != 0;
  }

  /** Whether the command reads. */
  public boolean isRead() {
    return (info1 & Info1.READ) != 0;
  }

  /** Whether the command deletes the record. */
  public boolean isDelete() {
    return (info2 & Info2.DELETE) != 0;
  }

  /** Whether a delete shall leave a tombstone. */
  public boolean isDurableDelete() {
    return (info2 & Info2.DURABLE_DELETE) != 0;
  }

  /** Whether every operation gets a result, in the order of the request. */
  public boolean respondsToAllOperations() {
    return (info2 & Info2.RESPOND_ALL_OPS) != 0;
  }
}
