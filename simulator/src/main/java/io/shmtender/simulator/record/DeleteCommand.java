package io.shmtender.simulator.record;

import io.shmtender.simulator.wire.RecordRequest;
import io.shmtender.simulator.wire.ResultCode;

/** Deletes one record. The answer carries no metadata, also when it is an error. */
final class DeleteCommand {
  private final RecordRequest request;

  DeleteCommand(RecordRequest request) {
    this.request = request;
  }

  Answer execute(RecordStore store, boolean enterprise) {
    if (request.isDurableDelete() && !enterprise) {
      return Answer.of(ResultCode.ENTERPRISE_ONLY);
    }
    store.update(
        request.fields().digest(),
        old -> {
          if (old == null) {
            throw new CommandFailure(ResultCode.NOT_FOUND);
          }
          GenerationRule.check(request, old.generation());
          String set = request.fields().set();
          if (set != null && !set.equals(old.set())) {
            throw new CommandFailure(ResultCode.PARAMETER);
          }
          Commands.checkKey(old, request);
          return null;
        });
    return Answer.of(ResultCode.OK);
  }
}
