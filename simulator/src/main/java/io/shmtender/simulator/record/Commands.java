package io.shmtender.simulator.record;

import io.shmtender.simulator.wire.Info1;
import io.shmtender.simulator.wire.Operation;
import io.shmtender.simulator.wire.OperationType;
import io.shmtender.simulator.wire.RecordRequest;
import io.shmtender.simulator.wire.ResultCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Executes commands on one record each, by the rules of the server's {@code read.c}, {@code
 * write.c} and {@code delete.c}. Thread-safe.
 */
public final class Commands {
  /** Bin names have at most this many bytes (server: {@code AS_BIN_NAME_MAX_SZ} less one). */
  private static final int MAX_BIN_NAME_BYTES = 15;

  private final BinOperations operations;
  private final boolean enterprise;

  /**
   * The commands of a server.
   *
   * @param operations what it can do to bins
   * @param enterprise whether it is an Enterprise server, which has durable deletes
   */
  public Commands(BinOperations operations, boolean enterprise) {
    this.operations = operations;
    this.enterprise = enterprise;
  }

  /** Whether the server is an Enterprise one. */
  public boolean isEnterprise() {
    return enterprise;
  }

  /**
   * Executes a command.
   *
   * @param store the records of the command's namespace
   * @param defaultTtl the namespace's default time to live in seconds, 0 for never expire
   * @param request the command, which has a digest
   */
  public Answer execute(RecordStore store, int defaultTtl, RecordRequest request) {
    try {
      if (!request.isWrite()) {
        return read(store, request);
      }
      return request.isDelete()
          ? new DeleteCommand(request).execute(store, enterprise)
          : new WriteCommand(request, operations, defaultTtl, enterprise).execute(store);
    } catch (CommandFailure failure) {
      return Answer.of(failure.code());
    }
  }

  private Answer read(RecordStore store, RecordRequest request) {
    StoredRecord stored = store.get(request.fields().digest());
    if (stored == null) {
      return Answer.of(ResultCode.NOT_FOUND);
    }
    try {
      String set = request.fields().set();
      if (set != null && !set.equals(stored.set())) {
        throw new CommandFailure(ResultCode.PARAMETER);
      }
      checkKey(stored, request);
      if ((request.info1() & Info1.GET_NO_BINS) != 0) {
        return Answer.of(ResultCode.OK, stored);
      }
      return new Answer(
          ResultCode.OK, stored.generation(), stored.voidTime(), results(stored, request));
    } catch (CommandFailure failure) {
      return Answer.of(failure.code(), stored);
    }
  }

  private List<Answer.Result> results(StoredRecord stored, RecordRequest request) {
    if ((request.info1() & Info1.GET_ALL) != 0) {
      return allBins(stored.bins());
    }
    if (request.operations().isEmpty()) {
      throw new CommandFailure(ResultCode.PARAMETER);
    }
    BinDraft bins = new BinDraft(stored.bins());
    List<Answer.Result> results = new ArrayList<>(request.operations().size());
    for (Operation operation : request.operations()) {
      checkBinName(operation);
      Particle particle = operations.apply(bins, operation);
      if (!operations.reads(operation.type())) {
        throw new CommandFailure(ResultCode.PARAMETER);
      }
      if (!particle.isNone() || request.respondsToAllOperations()) {
        results.add(new Answer.Result(operation.type(), operation.binName(), particle));
      }
    }
    return results;
  }

  static List<Answer.Result> allBins(List<Bin> bins) {
    List<Answer.Result> results = new ArrayList<>(bins.size());
    for (Bin bin : bins) {
      results.add(new Answer.Result(OperationType.READ, bin.name(), bin.particle()));
    }
    return results;
  }

  /** Refuses a user key other than the stored one. */
  static void checkKey(StoredRecord stored, RecordRequest request) {
    byte[] sent = request.fields().key();
    if (sent != null && stored.key() != null && !Arrays.equals(sent, stored.key())) {
      throw new CommandFailure(ResultCode.KEY_MISMATCH);
    }
  }

  /** Refuses names that are too long or hold a zero byte. */
  static void checkBinName(Operation operation) {
    String name = operation.binName();
    // Up to 5 characters cannot exceed the limit, whatever they are.
    if ((name.length() > 5 && name.getBytes(StandardCharsets.UTF_8).length > MAX_BIN_NAME_BYTES)
        || name.indexOf('\0') >= 0) {
      throw new CommandFailure(ResultCode.BIN_NAME);
    }
  }
}
