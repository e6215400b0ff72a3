package io.shmtender.simulator.cdt;

import io.shmtender.simulator.record.CommandFailure;
import io.shmtender.simulator.wire.ResultCode;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** The operations on maps (server: {@code particle_map.c}), by their numbers in the protocol. */
final class MapOperations {
  private static final int SET_TYPE = 64;
  private static final int ADD = 65;
  private static final int ADD_ITEMS = 66;
  private static final int PUT = 67;
  private static final int PUT_ITEMS = 68;
  private static final int REPLACE = 69;
  private static final int REPLACE_ITEMS = 70;
  private static final int INCREMENT = 73;
  private static final int DECREMENT = 74;
  private static final int CLEAR = 75;
  private static final int SIZE = 96;

  private static final int TYPE_FLAGS = MapElement.KEY_VALUE_ORDERED | MapElement.PERSIST_INDEX;

  private static final int CREATE_ONLY = 1;
  private static final int UPDATE_ONLY = 2;
  private static final int NO_FAIL = 4;
  private static final int PARTIAL = 8;

  /** What entries are selected by. */
  private enum By {
    KEY(2, 0, false),
    INDEX(2, 0, false),
    VALUE(2, 0, false),
    RANK(2, 0, false),
    ALL_OF_VALUE(2, 0, true),
    KEY_LIST(2, 0, true),
    VALUE_LIST(2, 0, true),
    KEY_INTERVAL(2, 1, true),
    INDEX_RANGE(2, 1, true),
    VALUE_INTERVAL(2, 1, true),
    RANK_RANGE(2, 1, true),
    RELATIVE_INDEX(3, 1, true),
    RELATIVE_RANK(3, 1, true);

    private final int needed;
    private final int optional;
    private final boolean multi;

    By(int needed, int optional, boolean multi) {
      this.needed = needed;
      this.optional = optional;
      this.multi = multi;
    }
  }

  private MapOperations() {}

  private static By by(int operation) {
    return switch (operation) {
      case 76, 97 -> By.KEY;
      case 77, 98 -> By.INDEX;
      case 78, 99 -> By.VALUE;
      case 79, 100 -> By.RANK;
      case 81, 107 -> By.KEY_LIST;
      case 82, 102 -> By.ALL_OF_VALUE;
      case 83, 108 -> By.VALUE_LIST;
      case 84, 103 -> By.KEY_INTERVAL;
      case 85, 104 -> By.INDEX_RANGE;
      case 86, 105 -> By.VALUE_INTERVAL;
      case 87, 106 -> By.RANK_RANGE;
      case 88, 109 -> By.RELATIVE_INDEX;
      case 89, 110 -> By.RELATIVE_RANK;
      default -> throw Parameters.wrong();
    };
  }

  /** Answers an operation that reads, null for no answer. */
  static Element read(int operation, MapElement map, Parameters parameters) {
    if (operation == SIZE) {
      return Scalar.ofLong(map.size());
    }
    if (operation < SIZE) {
      throw Parameters.wrong();
    }
    By by = by(operation);
    ReturnType type = returnType(by, parameters);
    return select(by, map, type, parameters).answer(type, map);
  }

  /**
   * Executes an operation that modifies.
   *
   * @param found the map, null when there is none
   */
  static Outcome modify(int operation, MapElement found, Parameters parameters) {
    return switch (operation) {
      case SET_TYPE -> setType(found, parameters);
      case ADD -> put(found, parameters, CREATE_ONLY, 3);
      case ADD_ITEMS -> putItems(found, parameters, CREATE_ONLY, 2);
      case PUT -> put(found, parameters, 0, 4);
      case PUT_ITEMS -> putItems(found, parameters, 0, 3);
      case REPLACE -> put(found, parameters, UPDATE_ONLY, 2);
      case REPLACE_ITEMS -> {
        if (found == null) {
          throw new CommandFailure(ResultCode.ELEMENT_NOT_FOUND);
        }
        yield putItems(found, parameters, UPDATE_ONLY, 1);
      }
      case INCREMENT -> increment(found, parameters, false);
      case DECREMENT -> increment(found, parameters, true);
      default -> found == null ? Outcome.NOTHING : remove(operation, found, parameters);
    };
  }

  private static Outcome remove(int operation, MapElement map, Parameters parameters) {
    if (operation == CLEAR) {
      return Outcome.of(MapElement.empty(map.flags()));
    }
    if (operation >= SIZE) {
      throw Parameters.wrong();
    }
    By by = by(operation);
    ReturnType type = returnType(by, parameters);
    Selection selection = select(by, map, type, parameters);
    BitSet removed = selection.set();
    List<MapElement.Entry> left = new ArrayList<>();
    for (int i = 0; i < map.size(); i++) {
      if (!removed.get(i)) {
        left.add(map.entries().get(i));
      }
    }
    return new Outcome(new MapElement(map.flags(), left), selection.answer(type, map));
  }

  private static ReturnType returnType(By by, Parameters parameters) {
    parameters.expect(by.needed, by.needed + by.optional);
    return ReturnType.of(parameters.index(), by.multi);
  }

  private static Selection select(By by, MapElement map, ReturnType type, Parameters parameters) {
    MapSelector selector = new MapSelector(map, type);
    return switch (by) {
      case KEY -> selector.byKey(parameters.value());
      case INDEX -> selector.byIndex(parameters.index(), 1);
      case VALUE, ALL_OF_VALUE -> selector.byValue(parameters.value());
      case RANK -> selector.byRank(parameters.index(), 1);
      case KEY_LIST -> selector.byKeys(parameters.valueList());
      case VALUE_LIST -> selector.byValues(parameters.valueList());
      case KEY_INTERVAL -> selector.byKey(parameters.value(), parameters.valueOrInfinity());
      case INDEX_RANGE -> selector.byIndex(parameters.index(), parameters.countOrAll());
      case VALUE_INTERVAL -> selector.byValue(parameters.value(), parameters.valueOrInfinity());
      case RANK_RANGE -> selector.byRank(parameters.index(), parameters.countOrAll());
      case RELATIVE_INDEX ->
          selector.byRelativeIndex(parameters.value(), parameters.index(), parameters.countOrAll());
      case RELATIVE_RANK ->
          selector.byRelativeRank(parameters.value(), parameters.index(), parameters.countOrAll());
    };
  }

  /** The map, or an empty one of the order that the operation asks for. */
  private static MapElement orEmpty(MapElement found, long flags) {
    if (found != null) {
      return found;
    }
    // Only the lowest byte counts.
    int order = (int) flags & 0xFF;
    boolean known = (order & ~TYPE_FLAGS) == 0;
    return MapElement.empty(known ? order & MapElement.KEY_VALUE_ORDERED : MapElement.UNORDERED);
  }

  private static Outcome setType(MapElement found, Parameters parameters) {
    parameters.expect(1, 1);
    long flags = parameters.flags();
    if ((flags & 0xFF & ~TYPE_FLAGS) != 0) {
      throw ReturnType.notApplicable();
    }
    MapElement map = orEmpty(found, 0);
    int order = (int) flags & MapElement.KEY_VALUE_ORDERED;
    return Outcome.of(new MapElement(order, map.entries()));
  }

  private static Outcome put(MapElement found, Parameters parameters, int mode, int most) {
    parameters.expect(2, most);
    Element key = parameters.stored();
    Element value = parameters.stored();
    MapElement map = orEmpty(found, parameters.flagsOrNone());
    int flags = mode | (int) parameters.flagsOrNone();
    checkKey(key);
    if (!mayPut(map, key, flags)) {
      return Outcome.of(map, map.size());
    }
    MapElement changed = map.with(key, value);
    return Outcome.of(changed, changed.size());
  }

  private static void checkKey(Element key) {
    if (!(key instanceof Scalar scalar) || !scalar.isKey()) {
      throw Parameters.wrong();
    }
  }

  /** Whether the write flags let a key be put; ends the command where they say so. */
  private static boolean mayPut(MapElement map, Element key, int flags) {
    boolean exists = map.find(key) >= 0;
    boolean may = (flags & (exists ? CREATE_ONLY : UPDATE_ONLY)) == 0;
    if (!may && (flags & NO_FAIL) == 0) {
      throw new CommandFailure(exists ? ResultCode.ELEMENT_EXISTS : ResultCode.ELEMENT_NOT_FOUND);
    }
    return may;
  }

  private static Outcome putItems(MapElement found, Parameters parameters, int mode, int most) {
    parameters.expect(1, most);
    if (!(parameters.stored() instanceof MapElement items)) {
      throw Parameters.wrong();
    }
    MapElement map = orEmpty(found, parameters.flagsOrNone());
    int flags = mode | (int) parameters.flagsOrNone();
    // The server lets all items into an empty map when no fail and partial go together, also those
    // that were to update only.
    boolean unchecked = map.size() == 0 && (flags & (NO_FAIL | PARTIAL)) == (NO_FAIL | PARTIAL);
    MapElement changed = map;
    for (MapElement.Entry item : items.entries()) {
      if (unchecked || mayPut(map, item.key(), flags)) {
        changed = changed.with(item.key(), item.value());
      } else if ((flags & PARTIAL) == 0) {
        return Outcome.of(map, map.size());
      }
    }
    return Outcome.of(changed, changed.size());
  }

  private static Outcome increment(MapElement found, Parameters parameters, boolean subtract) {
    parameters.expect(1, 3);
    Element key = parameters.stored();
    Element delta = parameters.isAtEnd() ? Scalar.NIL : parameters.value();
    MapElement map = orEmpty(found, parameters.flagsOrNone());
    checkKey(key);
    int at = map.find(key);
    Scalar sum = Sum.of(at < 0 ? null : map.entries().get(at).value(), delta, subtract);
    return new Outcome(map.with(key, sum), sum);
  }
}
