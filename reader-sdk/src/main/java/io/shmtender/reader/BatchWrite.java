package io.shmtender.reader;

import static io.shmtender.reader.wire.MessageHeader.INFO2_WRITE;

import io.shmtender.reader.wire.Request;
import java.util.Objects;

/** A record to which a batch writes bins; see {@link RecordExistsAction} for its other bins. */
public final class BatchWrite extends BatchRecord {
  private final BatchWritePolicy policy;
  private final Bin[] bins;

  /** Writes bins, one or more, by the default policy. */
  public BatchWrite(Key key, Bin... bins) {
    this(BatchWritePolicy.defaults(), key, bins);
  }

  /**
   * Writes bins, one or more.
   *
   * @throws IllegalArgumentException if there are none
   */
  public BatchWrite(BatchWritePolicy policy, Key key, Bin... bins) {
    super(key);
    if (bins.length == 0) {
      throw new IllegalArgumentException("no bins to write to " + key);
    }
    this.policy = Objects.requireNonNull(policy, "policy");
    this.bins = bins;
  }

  @Override
  boolean isWrite() {
    return true;
  }

  @Override
  void encode(Request request, BatchPolicy parent) {
    int info2 =
        INFO2_WRITE
            | Command.info2(
                policy.recordExistsAction(), policy.generationPolicy(), policy.durableDelete());
    int info3 = Command.info3(policy.recordExistsAction(), policy.commitLevel());
    int row = request.beginRow(0, info2, info3, policy.generation(), policy.expiration());
    Command.putRowKey(request, key(), policy.sendKey() || parent.sendKey());
    for (Bin bin : bins) {
      WriteCommand.putBin(request, Request.OPERATION_WRITE, bin);
    }
    request.endRow(row);
  }

  // The same objects: rows that are equal otherwise are just sent whole.
  @Override
  @SuppressWarnings("ReferenceEquality")
  boolean repeats(BatchRecord before) {
    return before instanceof BatchWrite write
        && bins == write.bins
        && policy == write.policy
        && !policy.sendKey();
  }
}
