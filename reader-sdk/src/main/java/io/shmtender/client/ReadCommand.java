package io.shmtender.client;

import static io.shmtender.client.wire.MessageHeader.INFO1_GET_ALL;
import static io.shmtender.client.wire.MessageHeader.INFO1_NO_BIN_DATA;
import static io.shmtender.client.wire.MessageHeader.INFO1_READ;

import io.shmtender.client.policy.Policy;
import io.shmtender.client.policy.ReadPolicy;
import io.shmtender.client.wire.MalformedResponseException;
import io.shmtender.client.wire.ParticleType;
import io.shmtender.client.wire.Proto;
import io.shmtender.client.wire.Request;
import io.shmtender.client.wire.Response;
import io.shmtender.reader.Key;
import java.util.Arrays;
import java.util.Objects;

/** Reads a record: all bins, some of them, or none. */
final class ReadCommand extends Command {
  private static final String[] NO_BINS = {};

  private final ReadPolicy policy;
  private final int info1;
  private final String[] bins;
  private final boolean wantsRecord;
  private Record record;

  private ReadCommand(ReadPolicy policy, Key key, int info1, String[] bins) {
    this(policy, key, info1, bins, true);
  }

  private ReadCommand(ReadPolicy policy, Key key, int info1, String[] bins, boolean wantsRecord) {
    super(key);
    this.policy = Objects.requireNonNull(policy, "policy");
    this.wantsRecord = wantsRecord;
    this.info1 = info1;
    this.bins = bins;
  }

  static ReadCommand ofAllBins(ReadPolicy policy, Key key) {
    return new ReadCommand(policy, key, INFO1_READ | INFO1_GET_ALL, NO_BINS);
  }

  static ReadCommand ofBins(ReadPolicy policy, Key key, String[] bins) {
    if (Arguments.requireAll(bins, "bins").length == 0) {
      return ofAllBins(policy, key);
    }
    for (String bin : bins) {
      Bin.checkName(bin);
    }
    return new ReadCommand(policy, key, INFO1_READ, bins);
  }

  static ReadCommand ofHeader(ReadPolicy policy, Key key) {
    return new ReadCommand(policy, key, INFO1_READ | INFO1_NO_BIN_DATA, NO_BINS);
  }

  /** Its outcome is whether there is a record. */
  static ReadCommand ofExistence(ReadPolicy policy, Key key) {
    return new ReadCommand(policy, key, INFO1_READ | INFO1_NO_BIN_DATA, NO_BINS, false);
  }

  @Override
  Policy policy() {
    return policy;
  }

  @Override
  boolean isWrite() {
    return false;
  }

  @Override
  void encode(Request request, int timeoutMillis) {
    begin(request, policy, info1, timeoutMillis);
    putKey(request, policy.sendKey());
    for (String bin : bins) {
      request.endOperation(request.beginOperation(Request.OPERATION_READ, ParticleType.NULL, bin));
    }
    request.end();
  }

  @Override
  boolean fitsRow() {
    return fitsRow(policy);
  }

  @Override
  void encodeRow(Request request) {
    int row = beginRow(request, policy, info1, 0);
    putRowKey(request, key, false);
    for (String bin : bins) {
      request.endOperation(request.beginOperation(Request.OPERATION_READ, ParticleType.NULL, bin));
    }
    request.endRow(row);
  }

  @Override
  @SuppressWarnings("ReferenceEquality")
  boolean repeats(Command before) {
    return before instanceof ReadCommand read
        && info1 == read.info1
        && policy == read.policy
        && Arrays.equals(bins, read.bins);
  }

  @Override
  Object outcome() {
    return wantsRecord ? record : (Object) (record != null);
  }

  @Override
  boolean accept(int resultCode, Response response) throws MalformedResponseException {
    if (resultCode == Proto.RESULT_OK) {
      record = Particles.readRecord(response);
      return true;
    }
    return resultCode == Proto.RESULT_NOT_FOUND;
  }

  /** The record; null when there is none. */
  Record record() {
    return record;
  }
}
