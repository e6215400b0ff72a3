package io.shmtender.reader;

import static io.shmtender.reader.wire.MessageHeader.INFO2_WRITE;

import io.shmtender.reader.wire.Request;
import io.shmtender.reader.wire.Response;

/** Writes bins. */
final class WriteCommand extends Command {
  private final WritePolicy policy;
  private final Bin[] bins;

  WriteCommand(WritePolicy policy, Key key, Bin[] bins) {
    super(key);
    if (bins.length == 0) {
      throw new IllegalArgumentException("no bins to write to " + key);
    }
    this.policy = policy;
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
      putBin(request, bin);
    }
    request.end();
  }

  static void putBin(Request request, Bin bin) {
    Value value = bin.value();
    int operation =
        request.beginOperation(Request.OPERATION_WRITE, value.particleType(), bin.name());
    Particles.write(value, request);
    request.endOperation(operation);
  }

  @Override
  boolean accept(int resultCode, Response response) {
    return resultCode == ResultCode.OK.number();
  }
}
