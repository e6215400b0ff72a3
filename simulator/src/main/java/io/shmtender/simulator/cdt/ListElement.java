package io.shmtender.simulator.cdt;

import java.util.ArrayList;
import java.util.List;

/**
 * A list.
 *
 * @param ordered whether it is kept sorted
 * @param values its elements, sorted when it is ordered
 */
record ListElement(boolean ordered, List<Element> values) implements Element {
  ListElement {
    values = List.copyOf(values);
  }

  static ListElement empty(boolean ordered) {
    return new ListElement(ordered, List.of());
  }

  /** Another list of this one's order; sorted by this if need be. */
  ListElement with(List<Element> others) {
    if (!ordered) {
      return new ListElement(false, others);
    }
    List<Element> sorted = new ArrayList<>(others);
    sorted.sort(ValueOrder.COMPARATOR);
    return new ListElement(true, sorted);
  }

  int size() {
    return values.size();
  }

  @Override
  public Kind kind() {
    return Kind.LIST;
  }

  @Override
  public boolean isStorable() {
    return values.stream().allMatch(Element::isStorable);
  }
}
