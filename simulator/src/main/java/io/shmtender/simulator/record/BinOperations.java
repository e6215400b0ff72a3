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
    entries.put(OperationType.APPEND, new Entry(false, BinOperations::append));
    entries.put(OperationType.PREPEND, new Entry(false, BinOperations::prepend));
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

  /** Adds to a number. */
  public static Particle increment(BinDraft bins, Operation operation) {
    Particle old = checked(bins, operation);
    if (old == null) {
      return write(bins, operation);
    }
    boolean isNumber = old.type() == ParticleType.INTEGER || old.type() == ParticleType.DOUBLE;
    // The server adds only integers to integers and doubles to doubles; integers wrap around.
    if (!isNumber || old.type() != operation.particleType()) {
      throw new CommandFailure(ResultCode.INCOMPATIBLE_TYPE);
    }
    Particle operand = Particle.fromClient(operation.particleType(), operation.value());
    bins.put(
        operation.binName(),
        old.type() == ParticleType.INTEGER
            ? Particle.ofLong(old.asLong() + operand.asLong())
            : Particle.ofDouble(old.asDouble() + operand.asDouble()));
    return Particle.NONE;
  }

  /** Adds to the end of a string or of bytes. */
  public static Particle append(BinDraft bins, Operation operation) {
    return concat(bins, operation, true);
  }

  /** Adds to the beginning of a string or of bytes. */
  public static Particle prepend(BinDraft bins, Operation operation) {
    return concat(bins, operation, false);
  }

  private static Particle concat(BinDraft bins, Operation operation, boolean atEnd) {
    Particle old = checked(bins, operation);
    if (old == null) {
      return write(bins, operation);
    }
    if (old.type() != operation.particleType() || !isConcatenable(old.type())) {
      throw new CommandFailure(ResultCode.INCOMPATIBLE_TYPE);
    }
    byte[] first = atEnd ? old.value() : operation.value();
    byte[] second = atEnd ? operation.value() : old.value();
    byte[] joined = new byte[first.length + second.length];
    System.arraycopy(first, 0, joined, 0, first.length);
    System.arraycopy(second, 0, joined, first.length, second.length);
    bins.put(operation.binName(), new Particle(old.type(), joined));
    return Particle.NONE;
  }

  /** What is to be added to, null for none. The operand's value counts only where it is used. */
  private static Particle checked(BinDraft bins, Operation operation) {
    if (!ParticleType.isValid(operation.particleType())) {
      throw new CommandFailure(ResultCode.PARAMETER);
    }
    Particle old = bins.get(operation.binName());
    if (old != null && old.type() == ParticleType.GEOJSON) {
      throw new CommandFailure(ResultCode.UNKNOWN);
    }
    return old;
  }

  private static boolean isConcatenable(int type) {
    return type >= ParticleType.STRING && type <= 12;
  }
}
