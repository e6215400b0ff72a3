package io.shmtender.simulator.wire;

import java.util.List;

/**
 * The 22 bytes at the start of a message (server: {@code as_msg}).
 *
 * @param info1 bits of {@link Info1}
 * @param info2 bits of {@link Info2}
 * @param info3 bits of {@link Info3}
 * @param generation the expected generation
 * @param ttl seconds to live, or a special value
 * @param fieldCount how many fields follow
 * @param operationCount how many operations follow the fields
 */
public record MessageHeader(
    int info1, int info2, int info3, int generation, int ttl, int fieldCount, int operationCount) {

  /** Reads a header. */
  public static MessageHeader read(WireReader in) {
    int headerSize = in.u8();
    if (headerSize != MessageParser.HEADER_SIZE) {
      throw new MalformedMessageException("message header of " + headerSize + " bytes, not 22");
    }
    int info1 = in.u8();
    int info2 = in.u8();
    int info3 = in.u8();
    in.skip(2); // info4 and the result code, which requests leave empty
    int generation = in.i32();
    int ttl = in.i32();
    in.skip(4); // the client's timeout: answers are immediate
    return new MessageHeader(info1, info2, info3, generation, ttl, in.u16(), in.u16());
  }

  /** Joins the header with what followed it. */
  public RecordRequest request(Fields fields, List<Operation> operations) {
    return new RecordRequest(info1, info2, info3, generation, ttl, fields, operations);
  }
}
