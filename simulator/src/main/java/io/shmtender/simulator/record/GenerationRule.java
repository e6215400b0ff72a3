package io.shmtender.simulator.record;

import io.shmtender.simulator.wire.Info2;
import io.shmtender.simulator.wire.RecordRequest;
import io.shmtender.simulator.wire.ResultCode;

/** The generation policies, and how generations count. */
final class GenerationRule {
  /** Clients carry generations in 16 bits. */
  private static final int MAX = 0xFFFF;

  private GenerationRule() {}

  /** Refuses a command whose expectation {@code generation} fails; 0 stands for no record. */
  static void check(RecordRequest request, int generation) {
    boolean holds = true;
    if ((request.info2() & Info2.GENERATION) != 0) {
      holds = request.generation() == generation;
    } else if ((request.info2() & Info2.GENERATION_GT) != 0) {
      holds = Integer.compareUnsigned(request.generation(), generation) > 0;
    }
    if (!holds) {
      throw new CommandFailure(ResultCode.GENERATION);
    }
  }

  /** The generation after {@code generation}; 0 is skipped, since it means no record. */
  static int next(int generation) {
    return generation >= MAX ? 1 : generation + 1;
  }
}
