package io.shmtender.simulator.record;

import io.shmtender.simulator.wire.MessageWriter;
import io.shmtender.simulator.wire.ResultCode;
import io.shmtender.simulator.wire.WireWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a command gives back.
 *
 * @param code the result code
 * @param generation the record's generation, 0 when there is no record
 * @param voidTime the record's void-time, 0 for never or no record
 * @param results bins or operation results in order
 */
public record Answer(ResultCode code, int generation, int voidTime, List<Result> results) {

  /**
   * One value of an answer.
   *
   * @param operationType the operation that it belongs to
   * @param binName the bin
   * @param particle the value
   */
  public record Result(int operationType, String binName, Particle particle) {}

  /** An answer of nothing but a code. */
  public static Answer of(ResultCode code) {
    return new Answer(code, 0, 0, List.of());
  }

  /** An answer of a code and a record's metadata; null for no record. */
  static Answer of(ResultCode code, StoredRecord stored) {
    return stored == null
        ? of(code)
        : new Answer(code, stored.generation(), stored.voidTime(), List.of());
  }

  /** Writes the message, without proto header; {@code index} is the row of a batch, else 0. */
  public void writeTo(WireWriter out, int index) {
    MessageWriter.header(out, 0, code, generation, voidTime, index, results.size());
    for (Result result : results) {
      byte[] name = result.binName().getBytes(StandardCharsets.UTF_8);
      byte[] value = result.particle().value();
      out.i32(4 + name.length + value.length)
          .u8(result.operationType())
          .u8(result.particle().type())
          .u8(0)
          .u8(name.length)
          .bytes(name)
          .bytes(value);
    }
  }
}
