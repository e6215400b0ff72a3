package io.shmtender.simulator.wire;

import java.util.ArrayList;
import java.util.List;

/** Reads the parts that single-record messages and rows of a batch have in common. */
public final class MessageParser {
  /** Size of {@code as_msg} before fields and operations. */
  public static final int HEADER_SIZE = 22;

  private MessageParser() {}

  /** Reads a message after its proto header, if it is no batch. */
  public static RecordRequest parse(WireReader in) {
    MessageHeader header = MessageHeader.read(in);
    Fields fields = fields(in, header.fieldCount());
    return header.request(fields, operations(in, header.operationCount()));
  }

  /** Reads {@code count} fields. */
  public static Fields fields(WireReader in, int count) {
    String namespace = null;
    String set = null;
    byte[] key = null;
    Digest digest = null;
    Fields.Extras extras = Fields.Extras.NOTHING;
    for (int i = 0; i < count; i++) {
      int length = in.i32() - 1;
      int type = in.u8();
      switch (type) {
        case FieldType.NAMESPACE -> namespace = in.text(length);
        case FieldType.SET -> set = length == 0 ? null : in.text(length);
        case FieldType.KEY -> key = in.bytes(length);
        case FieldType.DIGEST -> {
          if (length == Digest.SIZE) {
            digest = Digest.read(in);
          } else {
            in.skip(length);
          }
        }
        default -> {
          extras = extras(type, extras);
          in.skip(length);
        }
      }
    }
    return new Fields(namespace, set, key, digest, extras);
  }

  /** Reads {@code count} operations. */
  public static List<Operation> operations(WireReader in, int count) {
    if (count == 0) {
      return List.of();
    }
    List<Operation> operations = new ArrayList<>(Math.min(count, in.remaining() / 8));
    for (int i = 0; i < count; i++) {
      int size = in.i32();
      int type = in.u8();
      int particleType = in.u8();
      int flags = in.u8();
      int nameSize = in.u8();
      String name = in.text(nameSize);
      int valueSize = size - 4 - nameSize;
      if ((flags & 1) != 0) {
        // A last-update time of XDR precedes the value.
        in.skip(8);
        valueSize -= 8;
      }
      operations.add(new Operation(type, particleType, name, in.bytes(valueSize)));
    }
    return operations;
  }

  private static Fields.Extras extras(int type, Fields.Extras before) {
    return switch (type) {
      case FieldType.PARTITION_IDS, FieldType.DIGESTS, FieldType.QUERY_ID, FieldType.INDEX_RANGE ->
          Fields.Extras.QUERY;
      case FieldType.UDF_FILENAME -> before == Fields.Extras.QUERY ? before : Fields.Extras.UDF;
      case FieldType.FILTER_EXPRESSION ->
          before == Fields.Extras.NOTHING ? Fields.Extras.FILTER : before;
      case FieldType.TRANSACTION_ID ->
          before == Fields.Extras.QUERY ? before : Fields.Extras.TRANSACTION;
      default -> before;
    };
  }
}
