package io.shmtender.simulator.wire;

/**
 * Reads a batch (client: {@code Command.setBatchOperate} and {@code setBatchRead}; server: {@code
 * batch.c}). One object per message.
 */
public final class BatchParser {
  private static final int REPORT_ALL_ERRORS = 0x4;
  private static final int REPORT_ERROR_ROW = 0x8;

  private static final int ROW_REPEATS = 0x1;
  private static final int ROW_HAS_INFO = 0x2;
  private static final int ROW_HAS_GENERATION = 0x4;
  private static final int ROW_HAS_TTL = 0x8;
  private static final int ROW_HAS_INFO4 = 0x10;

  private final WireReader in;
  private int parentInfo3;
  private Fields.Extras parentExtras = Fields.Extras.NOTHING;
  private int rowsLeft;
  private int flags;
  private RecordRequest previous;

  /** Reads from {@code in}, which stands at the message header. */
  public BatchParser(WireReader in) {
    this.in = in;
  }

  /** Reads up to the first row; anything but OK ends the batch. */
  public ResultCode begin() {
    MessageHeader header = MessageHeader.read(in);
    parentInfo3 = header.info3();
    for (int i = 0; i < header.fieldCount(); i++) {
      int length = in.i32() - 1;
      int type = in.u8();
      if (type == FieldType.BATCH || type == FieldType.BATCH_WITH_SET) {
        // The rows are the last field.
        rowsLeft = in.i32();
        flags = in.u8();
        return rowsLeft > 0 ? ResultCode.OK : ResultCode.PARAMETER;
      }
      if (type == FieldType.FILTER_EXPRESSION) {
        parentExtras = Fields.Extras.FILTER;
      }
      in.skip(length);
    }
    return ResultCode.PARAMETER;
  }

  /** Whether rows that fail do not end the batch. */
  public boolean reportsAllErrors() {
    return (flags & REPORT_ALL_ERRORS) != 0;
  }

  /** Whether the row that ends the batch is part of the answer. */
  public boolean reportsErrorRow() {
    return (flags & REPORT_ERROR_ROW) != 0;
  }

  /** Whether rows are left. */
  public boolean hasNext() {
    return rowsLeft > 0;
  }

  /** Reads the next row. */
  public BatchRow next() {
    rowsLeft--;
    int index = in.i32();
    Digest digest = Digest.read(in);
    int kind = in.u8();
    if ((kind & ROW_REPEATS) != 0) {
      if (previous == null) {
        throw new MalformedMessageException("the first row of a batch repeats the one before");
      }
    } else {
      previous = row(kind);
    }
    return new BatchRow(index, withDigest(previous, digest));
  }

  private RecordRequest row(int kind) {
    int info1 = in.u8() & ~(Info1.COMPRESS_RESPONSE | Info1.XDR);
    int info2 = 0;
    int info3 = parentInfo3 & (Info3.SC_READ_RELAX | Info3.SC_READ_TYPE);
    if ((kind & ROW_HAS_INFO) != 0) {
      info2 = in.u8();
      info3 = in.u8();
    }
    if ((kind & ROW_HAS_INFO4) != 0) {
      in.skip(1);
    }
    int generation = (kind & ROW_HAS_GENERATION) != 0 ? in.u16() : 0;
    int ttl = (kind & ROW_HAS_TTL) != 0 ? in.i32() : 0;
    int fieldCount = in.u16();
    int operationCount = in.u16();
    // Old clients sent the namespace without counting it.
    Fields fields = MessageParser.fields(in, Math.max(1, fieldCount));
    if (fields.wants() == Fields.Extras.NOTHING && parentExtras != Fields.Extras.NOTHING) {
      fields =
          new Fields(fields.namespace(), fields.set(), fields.key(), fields.digest(), parentExtras);
    }
    return new RecordRequest(
        info1, info2, info3, generation, ttl, fields, MessageParser.operations(in, operationCount));
  }

  private static RecordRequest withDigest(RecordRequest row, Digest digest) {
    return new RecordRequest(
        row.info1(),
        row.info2(),
        row.info3(),
        row.generation(),
        row.ttl(),
        row.fields().withDigest(digest),
        row.operations());
  }
}
