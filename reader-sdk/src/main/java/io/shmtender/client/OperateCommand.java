package io.shmtender.client;

import static io.shmtender.client.wire.MessageHeader.INFO1_GET_ALL;
import static io.shmtender.client.wire.MessageHeader.INFO1_NO_BIN_DATA;
import static io.shmtender.client.wire.MessageHeader.INFO1_READ;
import static io.shmtender.client.wire.MessageHeader.INFO2_RESPOND_ALL_OPS;
import static io.shmtender.client.wire.MessageHeader.INFO2_WRITE;

import io.shmtender.client.policy.Policy;
import io.shmtender.client.policy.ReadPolicy;
import io.shmtender.client.policy.WritePolicy;
import io.shmtender.client.wire.MalformedResponseException;
import io.shmtender.client.wire.Proto;
import io.shmtender.client.wire.Request;
import io.shmtender.client.wire.Response;
import io.shmtender.reader.Key;
import java.util.Objects;

/** Several operations on one record. It is a read when all of them are. */
final class OperateCommand extends Command {
  private final Policy policy;
  private final Operation[] operations;
  private final int info1;
  private final int info2;
  private Record record;

  private OperateCommand(Policy policy, Key key, boolean respondAllOps, Operation[] operations) {
    super(key);
    if (operations.length == 0) {
      throw new IllegalArgumentException("no operations to do on " + key);
    }
    this.policy = Objects.requireNonNull(policy, "policy");
    this.operations = operations;
    this.info1 = info1(operations);
    this.info2 = info2(operations, respondAllOps);
  }

  static OperateCommand of(
      WritePolicy policy, ReadPolicy readDefaults, Key key, Operation... operations) {
    Objects.requireNonNull(policy, "policy");
    Policy either = hasWrite(operations) ? policy : asReadPolicy(policy, readDefaults);
    return new OperateCommand(either, key, policy.respondAllOps(), operations);
  }

  static OperateCommand of(ReadPolicy policy, Key key, Operation... operations) {
    if (hasWrite(operations)) {
      throw new IllegalArgumentException("an operation writes to " + key + ", with a read policy");
    }
    return new OperateCommand(policy, key, false, operations);
  }

  static boolean hasWrite(Operation... operations) {
    for (Operation operation : Arguments.requireAll(operations, "operations")) {
      if (operation.type().isWrite()) {
        return true;
      }
    }
    return false;
  }

  // What a write policy does not say is as the client reads otherwise.
  private static ReadPolicy asReadPolicy(WritePolicy policy, ReadPolicy defaults) {
    return defaults.withLimitsOf(policy).withSendKey(policy.sendKey());
  }

  /** The first bits of a message with these operations. */
  static int info1(Operation... operations) {
    boolean reads = false;
    boolean bins = false;
    boolean all = false;
    for (Operation operation : operations) {
      Operation.Type type = operation.type();
      reads |= !type.isWrite();
      bins |= !type.isWrite() && type != Operation.Type.READ_HEADER;
      all |= type == Operation.Type.READ && operation.binName() == null;
    }
    if (!reads) {
      return 0;
    }
    return INFO1_READ | (all ? INFO1_GET_ALL : 0) | (bins ? 0 : INFO1_NO_BIN_DATA);
  }

  /** The second bits of a message with these operations. */
  static int info2(Operation[] operations, boolean respondAllOps) {
    int info2 = hasWrite(operations) ? INFO2_WRITE : 0;
    boolean respond = respondAllOps;
    for (Operation operation : operations) {
      Operation.Type type = operation.type();
      respond |= type == Operation.Type.MAP_READ || type == Operation.Type.MAP_MODIFY;
    }
    // The server refuses both at once.
    boolean all = (info1(operations) & INFO1_GET_ALL) != 0;
    return respond && !all ? info2 | INFO2_RESPOND_ALL_OPS : info2;
  }

  @Override
  Policy policy() {
    return policy;
  }

  @Override
  boolean isWrite() {
    return policy instanceof WritePolicy;
  }

  @Override
  void encode(Request request, int timeoutMillis) {
    if (policy instanceof WritePolicy write) {
      begin(request, write, info1, info2, timeoutMillis);
    } else {
      begin(request, (ReadPolicy) policy, info1, info2, timeoutMillis);
    }
    putKey(request, policy.sendKey());
    for (Operation operation : operations) {
      operation.write(request);
    }
    request.end();
  }

  @Override
  boolean fitsRow() {
    return policy instanceof WritePolicy write ? fitsRow(write) : fitsRow((ReadPolicy) policy);
  }

  @Override
  void encodeRow(Request request) {
    int row =
        policy instanceof WritePolicy write
            ? beginRow(request, write, info1, info2)
            : beginRow(request, (ReadPolicy) policy, info1, info2);
    putRowKey(request, key, isWrite() && policy.sendKey());
    for (Operation operation : operations) {
      operation.write(request);
    }
    request.endRow(row);
  }

  @Override
  Object outcome() {
    return record;
  }

  @Override
  boolean accept(int resultCode, Response response) throws MalformedResponseException {
    if (resultCode == Proto.RESULT_OK) {
      record = Particles.readResults(response);
      return true;
    }
    return !isWrite() && resultCode == Proto.RESULT_NOT_FOUND;
  }

  /** The results; null when all operations read and there is no record. */
  Record record() {
    return record;
  }
}
