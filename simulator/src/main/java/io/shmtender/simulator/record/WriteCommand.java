package io.shmtender.simulator.record;

import io.shmtender.simulator.wire.Info1;
import io.shmtender.simulator.wire.Info2;
import io.shmtender.simulator.wire.Info3;
import io.shmtender.simulator.wire.Operation;
import io.shmtender.simulator.wire.OperationType;
import io.shmtender.simulator.wire.ParticleType;
import io.shmtender.simulator.wire.RecordRequest;
import io.shmtender.simulator.wire.ResultCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Writes one record, or reads and writes it in one go. One object per command. */
final class WriteCommand {
  /** Set names have at most this many bytes (server: {@code AS_SET_NAME_MAX_SIZE} less one). */
  private static final int MAX_SET_NAME_BYTES = 63;

  /** The server's {@code RECORD_MAX_BINS}. */
  private static final int MAX_BINS = 0x7FFF;

  private final RecordRequest request;
  private final BinOperations operations;
  private final int defaultTtl;
  private final boolean enterprise;
  private final boolean replaces;
  private final List<Answer.Result> results = new ArrayList<>();

  private boolean mustExist;
  private StoredRecord before;
  private StoredRecord after;

  WriteCommand(
      RecordRequest request, BinOperations operations, int defaultTtl, boolean enterprise) {
    this.request = request;
    this.operations = operations;
    this.defaultTtl = defaultTtl;
    this.enterprise = enterprise;
    this.replaces = has(Info3.CREATE_OR_REPLACE | Info3.REPLACE_ONLY);
    this.mustExist = has(Info3.UPDATE_ONLY | Info3.REPLACE_ONLY);
  }

  Answer execute(RecordStore store) {
    checkOperations();
    try {
      store.update(request.fields().digest(), old -> apply(old, store.now()));
    } catch (CommandFailure failure) {
      // As the server does: errors carry the metadata of the record that is there.
      return Answer.of(failure.code(), before);
    }
    return after == null
        ? new Answer(ResultCode.OK, 0, 0, results)
        : new Answer(ResultCode.OK, after.generation(), after.voidTime(), results);
  }

  /** What the server finds wrong before it looks for the record. */
  private void checkOperations() {
    if (request.operations().isEmpty()) {
      throw new CommandFailure(ResultCode.PARAMETER);
    }
    boolean readsAll = false;
    boolean readsSome = false;
    boolean answersSome = false;
    for (Operation operation : request.operations()) {
      if (operation.type() == OperationType.TOUCH) {
        mustExist = true;
      } else {
        Commands.checkBinName(operation);
      }
      if (replaces && !isPlainWrite(operation) && !operations.reads(operation.type())) {
        throw new CommandFailure(ResultCode.PARAMETER);
      }
      if (isReadAll(operation)) {
        if (readsAll || request.respondsToAllOperations()) {
          throw new CommandFailure(ResultCode.PARAMETER);
        }
        readsAll = true;
      } else if (operations.reads(operation.type())) {
        readsSome = true;
      }
      answersSome |= operation.type() == OperationType.CDT_MODIFY;
    }
    boolean asksForAll = (request.info1() & Info1.GET_ALL) != 0;
    if (((readsAll || readsSome) && !request.isRead())
        || (readsAll && (readsSome || answersSome))
        || (asksForAll && !readsAll)) {
      throw new CommandFailure(ResultCode.PARAMETER);
    }
  }

  /** What becomes of the record; null when the write leaves no bin. */
  private StoredRecord apply(StoredRecord old, long now) {
    before = old;
    if (old == null && mustExist) {
      throw new CommandFailure(ResultCode.NOT_FOUND);
    }
    if (old != null && (request.info2() & Info2.CREATE_ONLY) != 0) {
      throw new CommandFailure(ResultCode.RECORD_EXISTS);
    }
    GenerationRule.check(request, old == null ? 0 : old.generation());
    if (old != null) {
      if (!Objects.equals(request.fields().set(), old.set())) {
        throw new CommandFailure(ResultCode.PARAMETER);
      }
      Commands.checkKey(old, request);
    } else {
      checkNewSet(request.fields().set());
    }
    int voidTime = TimeToLive.voidTime(request.ttl(), defaultTtl, old, now);
    List<Bin> bins = applyOperations(old);
    if (bins.isEmpty()) {
      if (old == null) {
        throw new CommandFailure(ResultCode.NOT_FOUND);
      }
      if (request.isDurableDelete() && !enterprise) {
        throw new CommandFailure(ResultCode.ENTERPRISE_ONLY);
      }
      return null;
    }
    if (bins.size() > MAX_BINS) {
      throw new CommandFailure(ResultCode.PARAMETER);
    }
    StoredRecord written =
        new StoredRecord(
            GenerationRule.next(old == null ? 0 : old.generation()),
            voidTime,
            request.fields().set(),
            old != null && old.key() != null ? old.key() : request.fields().key(),
            bins);
    if (RecordSize.isTooBig(written)) {
      throw new CommandFailure(ResultCode.RECORD_TOO_BIG);
    }
    after = written;
    return after;
  }

  private static void checkNewSet(String set) {
    // Up to 21 characters cannot exceed the limit, whatever they are.
    if (set != null
        && set.length() > MAX_SET_NAME_BYTES / 3
        && set.getBytes(StandardCharsets.UTF_8).length > MAX_SET_NAME_BYTES) {
      throw new CommandFailure(ResultCode.PARAMETER);
    }
  }

  private List<Bin> applyOperations(StoredRecord old) {
    BinDraft bins = new BinDraft(old == null || replaces ? List.of() : old.bins());
    for (Operation operation : request.operations()) {
      if (isReadAll(operation)) {
        results.addAll(Commands.allBins(bins.bins()));
        continue;
      }
      // Looking into a list or map always has an entry among the results, be it nil.
      boolean looksInside =
          operation.type() == OperationType.CDT_READ && bins.get(operation.binName()) != null;
      Particle particle = operations.apply(bins, operation);
      boolean isTouch = operation.type() == OperationType.TOUCH;
      boolean answersAnyway = request.respondsToAllOperations() && !isTouch;
      if (!particle.isNone() || looksInside || answersAnyway) {
        results.add(new Answer.Result(operation.type(), operation.binName(), particle));
      }
    }
    return bins.bins();
  }

  private boolean isReadAll(Operation operation) {
    return operation.type() == OperationType.READ
        && operation.binName().isEmpty()
        && (request.info1() & Info1.GET_ALL) != 0;
  }

  private static boolean isPlainWrite(Operation operation) {
    return operation.type() == OperationType.WRITE && operation.particleType() != ParticleType.NULL;
  }

  private boolean has(int info3Bits) {
    return (request.info3() & info3Bits) != 0;
  }
}
