package io.shmtender.client;

import static io.shmtender.client.wire.MessageHeader.INFO2_DELETE;
import static io.shmtender.client.wire.MessageHeader.INFO2_WRITE;

import io.shmtender.client.policy.Policy;
import io.shmtender.client.policy.WritePolicy;
import io.shmtender.client.wire.Proto;
import io.shmtender.client.wire.Request;
import io.shmtender.client.wire.Response;
import io.shmtender.reader.Key;
import java.util.Objects;

/** Deletes a record. */
final class DeleteCommand extends Command {
  private final WritePolicy policy;
  private boolean existed;

  DeleteCommand(WritePolicy policy, Key key) {
    super(key);
    this.policy = Objects.requireNonNull(policy, "policy");
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
    begin(request, policy, INFO2_WRITE | INFO2_DELETE, timeoutMillis);
    putKey(request, policy.sendKey());
    request.end();
  }

  @Override
  boolean fitsRow() {
    return fitsRow(policy);
  }

  @Override
  void encodeRow(Request request) {
    int row = beginRow(request, policy, 0, INFO2_WRITE | INFO2_DELETE);
    putRowKey(request, key, policy.sendKey());
    request.endRow(row);
  }

  @Override
  @SuppressWarnings("ReferenceEquality")
  boolean repeats(Command before) {
    return before instanceof DeleteCommand delete && policy == delete.policy && !policy.sendKey();
  }

  @Override
  Object outcome() {
    return existed;
  }

  @Override
  boolean accept(int resultCode, Response response) {
    existed = resultCode == Proto.RESULT_OK;
    return existed || resultCode == Proto.RESULT_NOT_FOUND;
  }

  boolean existed() {
    return existed;
  }
}
