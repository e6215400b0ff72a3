package io.shmtender.client;

import static io.shmtender.client.wire.MessageHeader.INFO2_DELETE;
import static io.shmtender.client.wire.MessageHeader.INFO2_WRITE;

import io.shmtender.client.policy.BatchDeletePolicy;
import io.shmtender.client.policy.BatchPolicy;
import io.shmtender.client.policy.RecordExistsAction;
import io.shmtender.client.wire.Request;
import io.shmtender.reader.Key;
import java.util.Objects;

/** A record that a batch deletes. */
public final class BatchDelete extends BatchRecord {
  // Null for the client's.
  private final BatchDeletePolicy policy;
  private BatchDeletePolicy effective;

  /** Deletes by the client's default policy. */
  public BatchDelete(Key key) {
    super(key);
    this.policy = null;
  }

  /** Deletes. */
  public BatchDelete(BatchDeletePolicy policy, Key key) {
    super(key);
    this.policy = Objects.requireNonNull(policy, "policy");
  }

  @Override
  void begin(ClientOptions options) {
    super.begin(options);
    effective = policy == null ? options.batchDeletePolicy() : policy;
  }

  @Override
  boolean isWrite() {
    return true;
  }

  @Override
  void encode(Request request, BatchPolicy parent) {
    int info2 =
        INFO2_WRITE
            | INFO2_DELETE
            | Command.info2(
                RecordExistsAction.UPDATE, effective.generationPolicy(), effective.durableDelete());
    int info3 = Command.info3(RecordExistsAction.UPDATE, effective.commitLevel());
    int row = request.beginRow(0, info2, info3, effective.generation(), 0);
    Command.putRowKey(request, key(), effective.sendKey() || parent.sendKey());
    request.endRow(row);
  }

  // Compares references: rows that are equal but not the same are just sent whole.
  @Override
  @SuppressWarnings("ReferenceEquality")
  boolean repeats(BatchRecord before) {
    return before instanceof BatchDelete delete
        && effective == delete.effective
        && !effective.sendKey();
  }
}
