package io.shmtender.reader;

import io.shmtender.reader.wire.Request;
import java.util.Objects;

/**
 * The parameters of an operation inside a list or map, as MessagePack: {@code [command,
 * parameter...]}, or with a context {@code [0xFF, [id, value, ...], [command, parameter...]]}. The
 * server's cdt.c.
 */
final class Cdt {
  private static final int CONTEXT = 0xFF;
  private static final int CAPACITY = 64;

  private Cdt() {}

  static Value pack(CTX[] context, int command, Object... parameters) {
    return packCreating(0, context, command, parameters);
  }

  /** The same with bits for the last step of the context, which say what to create there. */
  static Value packCreating(int flags, CTX[] context, int command, Object... parameters) {
    Request out = new Request(CAPACITY);
    if (context.length > 0) {
      Packer.beginList(3, out);
      Packer.writeLong(CONTEXT, out);
      Packer.beginList(context.length * 2, out);
      for (int i = 0; i < context.length; i++) {
        context[i].write(i == context.length - 1 ? flags : 0, out);
      }
    }
    Packer.beginList(parameters.length + 1, out);
    Packer.writeLong(command, out);
    for (Object parameter : parameters) {
      if (parameter instanceof Integer number) {
        Packer.writeLong(number, out);
      } else {
        Packer.write(Value.of(Objects.requireNonNull(parameter, "parameter")), out);
      }
    }
    return new Value.BytesValue(out.toByteArray());
  }

  /** An operation on a range; null for no beginning or no end. */
  static Value packRange(CTX[] context, int command, int returnType, Value begin, Value end) {
    Value from = begin == null ? Value.NULL : begin;
    return end == null
        ? pack(context, command, returnType, from)
        : pack(context, command, returnType, from, end);
  }
}
