package io.shmtender.simulator.record;

import io.shmtender.simulator.wire.Operation;

/** What one type of bin operation does. */
@FunctionalInterface
public interface BinOperation {
  /**
   * Applies the operation.
   *
   * @param bins the bins so far, changed by operations that write
   * @param operation the operand and the bin's name
   * @return the result, {@link Particle#NONE} for none
   * @throws CommandFailure when the server would end the whole command here
   */
  Particle apply(BinDraft bins, Operation operation);
}
