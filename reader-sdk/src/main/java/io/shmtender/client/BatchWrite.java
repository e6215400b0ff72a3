package io.shmtender.client;

import io.shmtender.client.policy.BatchPolicy;
import io.shmtender.client.policy.BatchWritePolicy;
import io.shmtender.client.policy.RecordExistsAction;
import io.shmtender.client.wire.MalformedResponseException;
import io.shmtender.client.wire.Request;
import io.shmtender.client.wire.Response;
import io.shmtender.reader.Key;
import java.util.Objects;

/** A record to which a batch writes, or on which it does operations. */
public final class BatchWrite extends BatchRecord {
  // Null for the client's.
  private final BatchWritePolicy policy;
  private final Operation[] operations;
  // Whether each of the operations has a result.
  private final boolean responds;
  private BatchWritePolicy effective;

  /**
   * Writes bins, one or more, by the client's default policy; see {@link RecordExistsAction} for
   * the record's other bins.
   *
   * @throws IllegalArgumentException if there are none
   */
  public BatchWrite(Key key, Bin... bins) {
    this(null, key, false, puts(bins));
  }

  /**
   * Writes bins, one or more; see {@link RecordExistsAction} for the record's other bins.
   *
   * @throws IllegalArgumentException if there are none
   */
  public BatchWrite(BatchWritePolicy policy, Key key, Bin... bins) {
    this(Objects.requireNonNull(policy, "policy"), key, false, puts(bins));
  }

  /**
   * Does operations by the client's default policy, at least one of which writes. As of the
   * official client, every operation has a result, {@link Value#NULL} where there is nothing to
   * say.
   *
   * @throws IllegalArgumentException if none writes
   */
  public BatchWrite(Key key, Operation... operations) {
    this(null, key, true, operations);
  }

  /**
   * Does operations, at least one of which writes. As in the official client, every operation has a
   * result, {@link Value#NULL} if it returns nothing.
   *
   * @throws IllegalArgumentException if none writes
   */
  public BatchWrite(BatchWritePolicy policy, Key key, Operation... operations) {
    this(Objects.requireNonNull(policy, "policy"), key, true, operations);
  }

  BatchWrite(BatchWritePolicy policy, Key key, boolean responds, Operation[] operations) {
    super(key);
    if (!OperateCommand.hasWrite(operations)) {
      throw new IllegalArgumentException("nothing to write to " + key);
    }
    this.policy = policy;
    this.responds = responds;
    this.operations = operations;
  }

  /** The operations that write bins. */
  static Operation[] puts(Bin... bins) {
    Operation[] puts = new Operation[Arguments.requireAll(bins, "bins").length];
    for (int i = 0; i < bins.length; i++) {
      puts[i] = Operation.put(bins[i]);
    }
    return puts;
  }

  @Override
  void begin(ClientOptions options) {
    super.begin(options);
    effective = policy == null ? options.batchWritePolicy() : policy;
  }

  @Override
  boolean isWrite() {
    return true;
  }

  @Override
  void encode(Request request, BatchPolicy parent) {
    int info2 =
        OperateCommand.info2(operations, responds)
            | Command.info2(
                effective.recordExistsAction(),
                effective.generationPolicy(),
                effective.durableDelete());
    int info3 = Command.info3(effective.recordExistsAction(), effective.commitLevel());
    int row =
        request.beginRow(
            OperateCommand.info1(operations),
            info2,
            info3,
            effective.generation(),
            effective.expiration());
    Command.putRowKey(request, key(), effective.sendKey() || parent.sendKey());
    for (Operation operation : operations) {
      operation.write(request);
    }
    request.endRow(row);
  }

  @Override
  Record read(Response response) throws MalformedResponseException {
    return responds ? Particles.readResults(response) : super.read(response);
  }

  // Compares references: rows that are equal but not the same are just sent whole.
  @Override
  @SuppressWarnings("ReferenceEquality")
  boolean repeats(BatchRecord before) {
    return before instanceof BatchWrite write
        && operations == write.operations
        && effective == write.effective
        && responds == write.responds
        && !effective.sendKey();
  }
}
