package io.shmtender.client;

import static io.shmtender.client.wire.MessageHeader.INFO2_WRITE;

import io.shmtender.client.policy.Policy;
import io.shmtender.client.policy.WritePolicy;
import io.shmtender.client.wire.Proto;
import io.shmtender.client.wire.Request;
import io.shmtender.client.wire.Response;
import io.shmtender.reader.Key;
import java.util.Objects;

/** Writes bins, or changes what is in them. */
final class WriteCommand extends Command {
  private final WritePolicy policy;
  private final int operation;
  private final Bin[] bins;

  WriteCommand(WritePolicy policy, Key key, int operation, Bin[] bins) {
    super(key);
    if (Arguments.requireAll(bins, "bins").length == 0) {
      throw new IllegalArgumentException("no bins to write to " + key);
    }
    this.policy = Objects.requireNonNull(policy, "policy");
    this.operation = operation;
    this.bins = bins;
  }

  @Override
  Policy policy() {
    return policy;
  }

  @Override
  boolean isWrite() {
    return true;
  }

  @Override
  void encode(Request request, int timeoutMillis) {
    begin(request, policy, INFO2_WRITE, timeoutMillis);
    putKey(request, policy.sendKey());
    for (Bin bin : bins) {
      putBin(request, operation, bin);
    }
    request.end();
  }

  @Override
  boolean fitsRow() {
    return fitsRow(policy);
  }

  @Override
  void encodeRow(Request request) {
    int row = beginRow(request, policy, 0, INFO2_WRITE);
    putRowKey(request, key, policy.sendKey());
    for (Bin bin : bins) {
      putBin(request, operation, bin);
    }
    request.endRow(row);
  }

  @Override
  Object outcome() {
    return null;
  }

  static void putBin(Request request, int operation, Bin bin) {
    Value value = bin.value();
    int start = request.beginOperation(operation, value.particleType(), bin.name());
    Particles.write(value, request);
    request.endOperation(start);
  }

  @Override
  boolean accept(int resultCode, Response response) {
    return resultCode == Proto.RESULT_OK;
  }
}
