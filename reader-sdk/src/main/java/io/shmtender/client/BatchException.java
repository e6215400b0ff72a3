package io.shmtender.client;

import io.shmtender.reader.ResultCode;
import io.shmtender.reader.ShmReaderException;
import java.util.List;

/**
 * Part of a batch failed; the records say which and how. The cause is the reason why a node did not
 * answer, if one did not; the suppressed exceptions are the other failures on the way.
 */
public final class BatchException extends ShmReaderException {
  private static final long serialVersionUID = 1L;

  private final transient List<BatchRecord> records;

  BatchException(String message, Throwable cause, List<? extends BatchRecord> records) {
    super(message, cause);
    this.records = List.copyOf(records);
  }

  /**
   * Returns what became of all the batch's records, in the order in which they were given; null
   * after deserialization.
   */
  public List<BatchRecord> records() {
    return records;
  }

  @Override
  public boolean inDoubt() {
    return records != null && records.stream().anyMatch(BatchRecord::inDoubt);
  }

  @Override
  public ResultCode resultCode() {
    return ResultCode.BATCH_FAILED;
  }
}
