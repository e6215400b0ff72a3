package io.shmtender.client;

import static io.shmtender.client.wire.MessageHeader.INFO1_GET_ALL;
import static io.shmtender.client.wire.MessageHeader.INFO1_NO_BIN_DATA;
import static io.shmtender.client.wire.MessageHeader.INFO1_READ;
import static io.shmtender.client.wire.MessageHeader.INFO1_READ_MODE_AP_ALL;

import io.shmtender.client.policy.BatchPolicy;
import io.shmtender.client.policy.BatchReadPolicy;
import io.shmtender.client.policy.ReadModeAP;
import io.shmtender.client.policy.ReadModeSC;
import io.shmtender.client.policy.ReadPolicy;
import io.shmtender.client.wire.MalformedResponseException;
import io.shmtender.client.wire.ParticleType;
import io.shmtender.client.wire.Request;
import io.shmtender.client.wire.Response;
import io.shmtender.reader.Key;

/** A record that a batch reads. */
public final class BatchRead extends BatchRecord {
  private static final String[] NO_BINS = {};
  private static final Operation[] NO_OPERATIONS = {};

  private final BatchReadPolicy policy;
  private final int info1;
  private final String[] bins;
  private final Operation[] operations;
  // Null for what the batch's policy says.
  private BatchReadPolicy effective;

  /** Reads all bins, or none but generation and expiration. */
  public BatchRead(Key key, boolean readAllBins) {
    this(null, key, readAllBins);
  }

  /** Reads all bins, or none but generation and expiration; a null policy is the client's. */
  public BatchRead(BatchReadPolicy policy, Key key, boolean readAllBins) {
    this(
        policy,
        key,
        INFO1_READ | (readAllBins ? INFO1_GET_ALL : INFO1_NO_BIN_DATA),
        NO_BINS,
        NO_OPERATIONS);
  }

  /** Reads some bins, all if none is named. */
  public BatchRead(Key key, String... bins) {
    this(null, key, bins);
  }

  /** Reads some bins, all if none is named; a null policy is the client's. */
  public BatchRead(BatchReadPolicy policy, Key key, String... bins) {
    this(
        policy,
        key,
        Arguments.requireAll(bins, "bins").length == 0 ? INFO1_READ | INFO1_GET_ALL : INFO1_READ,
        bins,
        NO_OPERATIONS);
  }

  /**
   * Does operations that read, one or more.
   *
   * @throws IllegalArgumentException if there are none, or one writes
   */
  public BatchRead(Key key, Operation... operations) {
    this(null, key, operations);
  }

  /**
   * Does operations that read, one or more; a null policy is the client's.
   *
   * @throws IllegalArgumentException if there are none, or one writes
   */
  public BatchRead(BatchReadPolicy policy, Key key, Operation... operations) {
    this(
        policy,
        key,
        OperateCommand.info1(Arguments.requireAll(operations, "operations")),
        NO_BINS,
        operations);
    if (operations.length == 0 || OperateCommand.hasWrite(operations)) {
      throw new IllegalArgumentException(
          "no operations to read " + key + ", or one that writes; BatchWrite is for those");
    }
  }

  private BatchRead(
      BatchReadPolicy policy, Key key, int info1, String[] bins, Operation[] operations) {
    super(key);
    for (String bin : bins) {
      Bin.checkName(bin);
    }
    this.policy = policy;
    this.effective = policy;
    this.info1 = info1;
    this.bins = bins;
    this.operations = operations;
  }

  /** The same for another record. */
  BatchRead of(Key key) {
    return new BatchRead(policy, key, info1, bins, operations);
  }

  @Override
  void begin(ClientOptions options) {
    super.begin(options);
    effective = policy == null ? options.batchReadPolicy() : policy;
  }

  @Override
  boolean isWrite() {
    return false;
  }

  @Override
  ReadModeSC readModeSC(BatchPolicy parent) {
    return effective == null ? super.readModeSC(parent) : effective.readModeSC();
  }

  @Override
  void encode(Request request, BatchPolicy parent) {
    encode(request, parent, key());
  }

  void encode(Request request, BatchPolicy parent, Key key) {
    ReadPolicy reads = parent.readPolicy();
    ReadModeAP ap = effective == null ? reads.readModeAP() : effective.readModeAP();
    int touch = effective == null ? reads.readTouchTtlPercent() : effective.readTouchTtlPercent();
    int all = ap == ReadModeAP.ALL ? info1 | INFO1_READ_MODE_AP_ALL : info1;
    int row = request.beginRow(all, 0, Command.info3(readModeSC(parent)), 0, touch);
    Command.putRowKey(request, key, false);
    for (String bin : bins) {
      request.endOperation(request.beginOperation(Request.OPERATION_READ, ParticleType.NULL, bin));
    }
    for (Operation operation : operations) {
      operation.write(request);
    }
    request.endRow(row);
  }

  @Override
  Record read(Response response) throws MalformedResponseException {
    return operations.length == 0 ? super.read(response) : Particles.readResults(response);
  }

  // Compares references: rows that are equal but not the same are just sent whole.
  @Override
  @SuppressWarnings("ReferenceEquality")
  boolean repeats(BatchRecord before) {
    return before instanceof BatchRead read
        && info1 == read.info1
        && bins == read.bins
        && operations == read.operations
        && effective == read.effective;
  }
}
