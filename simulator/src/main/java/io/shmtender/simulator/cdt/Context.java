package io.shmtender.simulator.cdt;

import io.shmtender.simulator.cdt.Element.Kind;
import io.shmtender.simulator.record.CommandFailure;
import io.shmtender.simulator.wire.ResultCode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The way into a nested list or map, step by step. A step that leads nowhere makes the operation
 * not applicable, unless the step says that it creates what is missing.
 */
final class Context {
  private static final int BY_INDEX = 0;
  private static final int BY_RANK = 1;
  private static final int BY_KEY = 2;
  private static final int BY_VALUE = 3;

  private static final int IN_LIST = 0x10;
  private static final int IN_MAP = 0x20;
  private static final int CREATES = 0xC0;

  /** For a list to be created: nils fill the places before an index beyond the end. */
  private static final int PADDED_LIST = 0x80;

  private static final int ORDERED_LIST = 0xC0;
  private static final int KEY_ORDERED_MAP = 0x80;
  private static final int KEY_VALUE_ORDERED_MAP = 0xC0;

  private final List<Step> steps;

  /** One step: how it selects an element of a list or map, and what it is created with. */
  private record Step(int type, Element value) {
    int by() {
      return type & 0x0F;
    }

    int create() {
      return type & CREATES;
    }

    boolean isInList() {
      return (type & IN_LIST) != 0;
    }

    boolean isInMap() {
      return (type & IN_MAP) != 0;
    }

    long index() {
      if (value instanceof Scalar scalar && scalar.isInteger()) {
        return scalar.number();
      }
      throw ReturnType.notApplicable();
    }
  }

  private Context(List<Step> steps) {
    this.steps = steps;
  }

  /** The operation's own list or map. */
  static Context none() {
    return new Context(List.of());
  }

  /** The way that a client has sent: step types and values in turn. */
  static Context of(ListElement sent) {
    List<Element> values = sent.values();
    if (values.isEmpty() || values.size() % 2 != 0) {
      throw Parameters.wrong();
    }
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < values.size(); i += 2) {
      if (!(values.get(i) instanceof Scalar type) || type.kind() != Kind.INTEGER) {
        throw Parameters.wrong();
      }
      Step step = new Step((int) type.number(), values.get(i + 1));
      boolean createsUnknown = step.create() != 0 && !step.isInList() && !step.isInMap();
      if (step.by() > BY_VALUE || createsUnknown) {
        throw ReturnType.notApplicable();
      }
      steps.add(step);
    }
    return new Context(steps);
  }

  boolean isNone() {
    return steps.isEmpty();
  }

  /** What the way leads to in {@code bin}. */
  Element read(Element bin) {
    Element here = bin;
    for (Step step : steps) {
      int index = place(step, here);
      if (index < 0) {
        throw ReturnType.notApplicable();
      }
      here = child(here, index);
    }
    return here;
  }

  /**
   * Changes what the way leads to.
   *
   * @param bin the bin's value, null for none
   * @param change gets null where the way creates something, gives null to leave all as it is
   * @return the bin's new value, null to leave it as it is
   */
  Element modify(Element bin, UnaryOperator<Element> change) {
    return modify(bin, 0, change);
  }

  private Element modify(Element here, int depth, UnaryOperator<Element> change) {
    if (depth == steps.size()) {
      return change.apply(here);
    }
    Step step = steps.get(depth);
    if (here == null) {
      return create(depth, change);
    }
    int index = place(step, here);
    boolean creates = index < 0;
    if (creates && step.create() == 0) {
      throw ReturnType.notApplicable();
    }
    int padding = 0;
    if (creates) {
      checkCreatable(depth + 1);
      padding = here instanceof ListElement list ? padding(step, list) : 0;
    }
    Element old = creates ? null : child(here, index);
    Element changed = modify(old, depth + 1, change);
    if (changed == null) {
      return null;
    }
    if (here instanceof MapElement map) {
      return map.with(creates ? step.value() : map.entries().get(index).key(), changed);
    }
    ListElement list = (ListElement) here;
    List<Element> values = new ArrayList<>(list.values());
    if (creates) {
      values.addAll(Collections.nCopies(padding, Scalar.NIL));
      values.add(changed);
    } else {
      values.set(index, changed);
    }
    return list.with(values);
  }

  /** Creates the list or map that the step at {@code depth} goes into, and what follows. */
  private Element create(int depth, UnaryOperator<Element> change) {
    Step step = steps.get(depth);
    if (depth == 0) {
      if (step.create() == 0) {
        throw ReturnType.notApplicable();
      }
      checkCreatable(0);
    }
    Element changed = modify(null, depth + 1, change);
    if (changed == null) {
      return null;
    }
    if (step.isInMap()) {
      int order =
          switch (step.create()) {
            case KEY_ORDERED_MAP -> MapElement.KEY_ORDERED;
            case KEY_VALUE_ORDERED_MAP -> MapElement.KEY_VALUE_ORDERED;
            default -> MapElement.UNORDERED;
          };
      return MapElement.empty(order).with(step.value(), changed);
    }
    List<Element> values = new ArrayList<>();
    if (step.create() == PADDED_LIST) {
      values.addAll(Collections.nCopies((int) Math.max(0, step.index()), Scalar.NIL));
    }
    values.add(changed);
    return new ListElement(step.create() == ORDERED_LIST, values);
  }

  /** Steps into what is created lead by map key or list index only, and leave no gap. */
  private void checkCreatable(int from) {
    for (Step step : steps.subList(from, steps.size())) {
      boolean possible;
      if (step.isInMap() && step.by() == BY_KEY) {
        possible = step.value() instanceof Scalar key && key.isKey();
      } else {
        possible =
            step.isInList()
                && step.by() == BY_INDEX
                && step.index() >= -1
                && (step.index() <= 0
                    || step.create() == PADDED_LIST
                    || step.create() == ORDERED_LIST);
      }
      if (!possible) {
        throw ReturnType.notApplicable();
      }
    }
  }

  /** How many nils go before an element that is created, which is beyond the end. */
  private static int padding(Step step, ListElement list) {
    long index = step.index();
    if (index == list.size() || (index == -1 && list.size() == 0) || list.ordered()) {
      return 0;
    }
    if (step.create() != PADDED_LIST || index < 0 || index > Integer.MAX_VALUE) {
      throw ReturnType.notApplicable();
    }
    return (int) index - list.size();
  }

  /** The index of the element that a step selects, negative when there is none. */
  private static int place(Step step, Element here) {
    if (here instanceof ListElement list && !step.isInMap()) {
      return switch (step.by()) {
        case BY_INDEX -> place(step.index(), list.size(), step.create() != 0);
        case BY_RANK ->
            list.ordered()
                ? place(step.index(), list.size(), step.create() != 0)
                : rank(step, list.values());
        case BY_VALUE -> value(step, list.values());
        default -> throw ReturnType.notApplicable();
      };
    }
    if (here instanceof MapElement map && !step.isInList()) {
      List<Element> values = map.entries().stream().map(MapElement.Entry::value).toList();
      return switch (step.by()) {
        case BY_INDEX -> place(step.index(), map.size(), false);
        case BY_RANK -> rank(step, values);
        case BY_VALUE -> value(step, values);
        default -> key(step, map);
      };
    }
    throw ReturnType.notApplicable();
  }

  private static int key(Step step, MapElement map) {
    int index = map.find(step.value());
    boolean isKey = step.value() instanceof Scalar scalar && scalar.isKey();
    if (index < 0 && !isKey) {
      throw ReturnType.notApplicable();
    }
    return index;
  }

  private static int rank(Step step, List<Element> values) {
    int rank = place(step.index(), values.size(), false);
    return RankHeap.select(values, new Range(rank, 1, values.size()))[0];
  }

  /** What is looked for by value is never created, whatever the step's flags. */
  private static int value(Step step, List<Element> values) {
    int index = new Ranks(values).equal(step.value(), false).nextSetBit(0);
    if (index < 0) {
      throw ReturnType.notApplicable();
    }
    return index;
  }

  private static int place(long index, int size, boolean mayBeMissing) {
    long place = index < 0 ? size + index : index;
    if (place >= 0 && place < size) {
      return (int) place;
    }
    if (mayBeMissing) {
      return -1;
    }
    throw ReturnType.notApplicable();
  }

  private static Element child(Element here, int index) {
    return here instanceof ListElement list
        ? list.values().get(index)
        : ((MapElement) here).entries().get(index).value();
  }

  /** Refuses a bin in which there is no way. */
  void checkBin(Element bin) {
    if (!isNone() && bin instanceof Scalar) {
      throw new CommandFailure(ResultCode.PARAMETER);
    }
  }
}
