package io.shmtender.simulator.record;

import io.shmtender.simulator.wire.Operation;
import io.shmtender.simulator.wire.OperationType;
import io.shmtender.simulator.wire.ParticleType;
import io.shmtender.simulator.wire.ResultCode;
import java.util.HashMap;
import java.util.Map;

/**
 * The bin operations that there are, by {@link OperationType}. Those on lists and maps are a
 * package of their own and added with {@link #with}. Immutable.
 */
public final class BinOperations {
  /** Operations that only read can be part of a read command. */
  private record Entry(boolean reads, BinOperation operation) {}

  private final Map<Integer, Entry> entries;

  private BinOperations(Map<Integer, Entry> entries) {
    this.entries = Map.copyOf(entries);
  }

  /** Reading, writing, adding, appending, prepending, touching, deleting all bins. */
  public static BinOperations standard() {
    Map<Integer, Entry> entries = new HashMap<>();
    entries.put(OperationType.READ, new Entry(true, BinOperations::read));
    entries.put(OperationType.WRITE, new Entry(false, BinOperations::write));
    entries.put(OperationType.INCREMENT, new Entry(false, BinOperations::increment));
    entries.put(OperationType.APPEND, new Entry(false, (bins, op) -> concat(bins, op, true)));
    entries.put(OperationType.PREPEND, new Entry(false, (bins, op) -> concat(bins, op, false)));
    entries.put(OperationType.TOUCH, new Entry(false, (bins, op) -> Particle.NONE));
    entries.put(OperationType.DELETE_ALL, new Entry(false, BinOperations::deleteAll));
    return new BinOperations(entries);
  }

  /** These operations and one more, or another in place of one. */
  public BinOperations with(int operationType, boolean reads, BinOperation operation) {
    Map<Integer, Entry> more = new HashMap<>(entries);
    more.put(operationType, new Entry(reads, operation));
    return new BinOperations(more);
  }

  /** Whether the type is known and leaves the record as it is. */
  public boolean reads(int operationType) {
    Entry entry = entries.get(operationType);
    return entry != null && entry.reads();
  }

  /**
   * Applies an operation.
   *
   * @throws CommandFailure UNSUPPORTED_FEATURE for types that a server knows and this does not,
   *     PARAMETER for types that nobody knows, and whatever the operation itself ends with
   */
  Particle apply(BinDraft bins, Operation operation) {
    Entry entry = entries.get(operation.type());
    if (entry == null) {
      boolean serverKnows =
          operation.type() >= OperationType.READ && operation.type() <= OperationType.HLL_MODIFY;
      throw new CommandFailure(serverKnows ? ResultCode.UNSUPPORTED_FEATURE : ResultCode.PARAMETER);
    }
    return entry.operation().apply(bins, operation);
  }

  private static Particle read(BinDraft bins, Operation operation) {
    Particle particle = bins.get(operation.binName());
    return particle == null ? Particle.NONE : particle;
  }

  /** Writes or, where the operand is null, deletes a bin. */
  public static Particle write(BinDraft bins, Operation operation) {
    if (operation.particleType() == ParticleType.NULL) {
      bins.remove(operation.binName());
    } else {
      bins.put(
          operation.binName(), Particle.fromClient(operation.particleType(), operation.value()));
    }
    return Particle.NONE;
  }

  private static Particle deleteAll(BinDraft bins, Operation operation) {
    bins.clear();
    return Particle.NONE;
  }

  private static Particle increment(BinDraft bins, Operation operation) {
    Particle operand = Particle.fromClient(operation.particleType(), operation.value());
    Particle old = bins.get(operation.binName());
    bins.put(operation.binName(), old == null ? operand : sum(old, operand));
    return Particle.NONE;
  }

  private static Particle sum(Particle old, Particle operand) {
    // The server adds only integers to integers and doubles to doubles; integers wrap around.
    if (old.type() != operand.type()) {
      throw new CommandFailure(ResultCode.INCOMPATIBLE_TYPE);
    }
    return switch (old.type()) {
      case ParticleType.INTEGER -> Particle.ofLong(old.asLong() + operand.asLong());
      case ParticleType.DOUBLE -> Particle.ofDouble(old.asDouble() + operand.asDouble());
      default -> throw new CommandFailure(ResultCode.INCOMPATIBLE_TYPE);
    };
  }

  private static Particle concat(BinDraft bins, Operation operation, boolean atEnd) {
    Particle operand = Particle.fromClient(operation.particleType(), operation.value());
    Particle old = bins.get(operation.binName());
    if (old == null) {
      bins.put(operation.binName(), operand);
      return Particle.NONE;
    }
    if (old.type() != operand.type() || !isConcatenable(old.type())) {
      throw new CommandFailure(ResultCode.INCOMPATIBLE_TYPE);
    }
    byte[] first = atEnd ? old.value() : operand.value();
    byte[] second = atEnd ? operand.value() : old.value();
    byte[] joined = new byte[first.length + second.length];
    System.arraycopy(first, 0, joined, 0, first.length);
    System.arraycopy(second, 0, joined, first.length, second.length);
    bins.put(operation.binName(), new Particle(old.type(), joined));
    return Particle.NONE;
  }

  private static boolean isConcatenable(int type) {
    return type >= ParticleType.STRING && type <= 12;
  }
}
