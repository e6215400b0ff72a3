package io.shmtender.client.cdt;

import io.shmtender.client.MapOrder;
import io.shmtender.client.Operation;
import io.shmtender.client.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What an operation inside a list or map says, as {@link Operation} packs it: {@code [command,
 * parameter...]}, or with a context {@code [0xFF, [id, value, ...], [command, parameter...]]}. The
 * server's cdt.c.
 */
final class Cdt {
  private Cdt() {}

  static Value pack(CTX[] context, int command, Object... parameters) {
    return packCreating(0, context, command, parameters);
  }

  /** The same with bits for the last step of the context, which say what to create there. */
  static Value packCreating(int flags, CTX[] context, int command, Object... parameters) {
    List<Value> call = new ArrayList<>(parameters.length + 1);
    call.add(Value.of(command));
    for (Object parameter : parameters) {
      call.add(Value.of(Objects.requireNonNull(parameter, "parameter")));
    }
    Value called = new Value.ListValue(call);
    if (context.length == 0) {
      return called;
    }
    List<Value> steps = new ArrayList<>(context.length * 2);
    for (int i = 0; i < context.length; i++) {
      context[i].addTo(steps, i == context.length - 1 ? flags : 0);
    }
    return new Value.ListValue(
        List.of(Value.of(Operation.IN_CONTEXT), new Value.ListValue(steps), called));
  }

  /** The bit of a context that makes the server create such a map where there is none. */
  static int createFlag(MapOrder order) {
    if (order == MapOrder.UNORDERED) {
      return 0x40;
    }
    return order == MapOrder.KEY_ORDERED ? 0x80 : 0xC0;
  }
}
