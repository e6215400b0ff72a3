package io.shmtender.simulator.cdt;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A map. Its entries are sorted by key also when it is unordered, as a server of release 8 stores
 * them.
 *
 * @param flags its order as it is stored: 0 unordered, 1 by key, 3 by key and value; of results
 *     also 8, which has clients keep the order of the entries
 * @param entries sorted by key, except in results
 */
record MapElement(int flags, List<Entry> entries) implements Element {
  static final int UNORDERED = 0;
  static final int KEY_ORDERED = 1;
  static final int KEY_VALUE_ORDERED = 3;
  static final int PRESERVE_ORDER = 8;

  /** The persistent index, which clients never see: it is not part of what they read. */
  static final int PERSIST_INDEX = 0x10;

  static final Comparator<Entry> BY_KEY = (a, b) -> ValueOrder.compare(a.key(), b.key());

  /** A key and its value. */
  record Entry(Element key, Element value) {}

  MapElement {
    entries = List.copyOf(entries);
  }

  static MapElement empty(int flags) {
    return new MapElement(flags, List.of());
  }

  boolean isOrdered() {
    return (flags & KEY_ORDERED) != 0;
  }

  int size() {
    return entries.size();
  }

  /** Where {@code key} is, or -(place to insert) - 1. */
  int find(Element key) {
    int low = 0;
    int high = entries.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = ValueOrder.compare(entries.get(middle).key(), key);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -low - 1;
  }

  /** This map with another value of one key. */
  MapElement with(Element key, Element value) {
    List<Entry> changed = new ArrayList<>(entries);
    int at = find(key);
    if (at >= 0) {
      changed.set(at, new Entry(key, value));
    } else {
      changed.add(-at - 1, new Entry(key, value));
    }
    return new MapElement(flags, changed);
  }

  @Override
  public Kind kind() {
    return Kind.MAP;
  }

  /**
   * Whether all keys are integers, strings or blobs, none of them twice, and all values storable.
   */
  @Override
  public boolean isStorable() {
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      boolean isKey = entry.key() instanceof Scalar scalar && scalar.isKey();
      boolean isTwice = i > 0 && BY_KEY.compare(entries.get(i - 1), entry) == 0;
      if (!isKey || isTwice || !entry.value().isStorable()) {
        return false;
      }
    }
    return true;
  }
}
