package io.shmtender.simulator.server;

import io.shmtender.simulator.record.Answer;
import io.shmtender.simulator.topology.NodeView;
import io.shmtender.simulator.wire.BatchParser;
import io.shmtender.simulator.wire.BatchRow;
import io.shmtender.simulator.wire.Info3;
import io.shmtender.simulator.wire.MessageWriter;
import io.shmtender.simulator.wire.Proto;
import io.shmtender.simulator.wire.ResultCode;
import io.shmtender.simulator.wire.WireReader;
import io.shmtender.simulator.wire.WireWriter;

/**
 * Batches, as in the server's {@code batch.c}: rows are answered in blocks, and a last message ends
 * the answer. Thread-safe.
 */
final class BatchService {
  /** The server sends a block when the next row would exceed this many bytes. */
  private static final int BLOCK_SIZE = 128 * 1024;

  private final RecordService records;
  private final Counters counters;

  BatchService(RecordService records, Counters counters) {
    this.records = records;
    this.counters = counters;
  }

  /** Answers the batch that {@code in} holds from its message header on. */
  void answer(NodeView view, WireReader in, WireWriter out) {
    counters.batch();
    BatchParser batch = new BatchParser(in);
    ResultCode outcome = batch.begin();
    if (outcome == ResultCode.OK) {
      outcome = answerRows(view, batch, out);
    }
    int trailer = MessageWriter.beginProto(out);
    MessageWriter.header(out, Info3.LAST, outcome, 0, 0, 0, 0);
    MessageWriter.endProto(out, trailer, Proto.TYPE_MESSAGE);
  }

  private ResultCode answerRows(NodeView view, BatchParser batch, WireWriter out) {
    int start = out.size();
    int block = MessageWriter.beginProto(out);
    ResultCode outcome = ResultCode.OK;
    boolean sending = true;
    while (batch.hasNext()) {
      BatchRow row = batch.next();
      String namespace = row.request().fields().namespace();
      if (namespace == null || !view.claims().containsKey(namespace)) {
        // The server breaks off the whole batch, with this code and no rows.
        out.truncate(start);
        return ResultCode.PARAMETER;
      }
      // Rows are executed to the end, whether or not they are still answered.
      Answer answer = records.execute(view, row.request());
      if (sending && out.size() - block > BLOCK_SIZE) {
        MessageWriter.endProto(out, block, Proto.TYPE_MESSAGE);
        sending = outcome == ResultCode.OK;
        block = sending ? MessageWriter.beginProto(out) : block;
      }
      if (sending) {
        answer.writeTo(out, row.index());
        if (isFatal(answer.code()) && !batch.reportsAllErrors()) {
          // The block with the failing row is the last one.
          outcome = answer.code();
        }
      }
    }
    if (sending) {
      MessageWriter.endProto(out, block, Proto.TYPE_MESSAGE);
    }
    if (outcome != ResultCode.OK && !batch.reportsErrorRow()) {
      // Clients that did not ask for the failing row get nothing but its code.
      out.truncate(start);
    }
    return outcome;
  }

  private static boolean isFatal(ResultCode code) {
    return switch (code) {
      case OK, NOT_FOUND, FILTERED_OUT -> false;
      default -> true;
    };
  }
}
