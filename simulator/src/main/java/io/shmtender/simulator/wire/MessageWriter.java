package io.shmtender.simulator.wire;

/** Writes the headers of answers. */
public final class MessageWriter {
  private MessageWriter() {}

  /** Reserves a proto header and returns where it begins. */
  public static int beginProto(WireWriter out) {
    int at = out.size();
    out.i64(0);
    return at;
  }

  /** Fills in the proto header at {@code at} for everything written after it. */
  public static void endProto(WireWriter out, int at, int type) {
    out.putI64(at, Proto.header(type, out.size() - at - (long) Proto.HEADER_SIZE));
  }

  /** Writes the 22-byte header of an answer; {@code index} is a row's number, else 0. */
  public static void header(
      WireWriter out,
      int info3,
      ResultCode code,
      int generation,
      int voidTime,
      int index,
      int operationCount) {
    out.u8(MessageParser.HEADER_SIZE)
        .u8(0)
        .u8(0)
        .u8(info3)
        .u8(0)
        .u8(code.code())
        .i32(generation)
        .i32(voidTime)
        .i32(index)
        .u16(0)
        .u16(operationCount);
  }
}
