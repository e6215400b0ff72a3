package io.shmtender.simulator.cdt;

import io.shmtender.simulator.cdt.Element.Kind;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The server's order of values ({@code msgpack_cmp}): by type first (the order of {@link
 * Element.Kind}), then by value. Lists compare element by element, maps by size first. A wildcard
 * anywhere ends the comparison as equal.
 */
final class ValueOrder {
  static final Comparator<Element> COMPARATOR = ValueOrder::compare;

  /** Ends a comparison in whatever depth: what follows a wildcard does not count. */
  private static final int WILDCARD_MET = Integer.MIN_VALUE;

  private ValueOrder() {}

  /** Negative, zero or positive as {@code a} is less than, equal to or greater than {@code b}. */
  static int compare(Element a, Element b) {
    int order = order(a, b);
    return order == WILDCARD_MET ? 0 : order;
  }

  private static int order(Element a, Element b) {
    if (a.kind() == Kind.WILDCARD || b.kind() == Kind.WILDCARD) {
      return WILDCARD_MET;
    }
    if (a.kind() != b.kind()) {
      return a.kind().compareTo(b.kind()) < 0 ? -1 : 1;
    }
    if (a instanceof ListElement x && b instanceof ListElement y) {
      return order(x.values(), y.values());
    }
    if (a instanceof MapElement x && b instanceof MapElement y) {
      return order(x, y);
    }
    return order((Scalar) a, (Scalar) b);
  }

  private static int order(Scalar a, Scalar b) {
    return switch (a.kind()) {
      case NEGATIVE, INTEGER -> Long.compareUnsigned(a.number(), b.number());
      case DOUBLE -> order(a.real(), b.real());
      case STRING, BYTES, GEOJSON, EXTENSION ->
          Integer.signum(Arrays.compareUnsigned(a.data(), b.data()));
      default -> 0;
    };
  }

  private static int order(double a, double b) {
    // Both zeros are equal. The server finds NaN equal to everything, which sorts at random; here
    // it is the greatest.
    return a == b ? 0 : Double.compare(a, b);
  }

  private static int order(List<Element> a, List<Element> b) {
    int common = Math.min(a.size(), b.size());
    for (int i = 0; i < common; i++) {
      int order = order(a.get(i), b.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(a.size(), b.size());
  }

  private static int order(MapElement a, MapElement b) {
    int bySize = Integer.compare(a.size(), b.size());
    for (int i = 0; bySize == 0 && i < a.size(); i++) {
      int order = order(a.entries().get(i).key(), b.entries().get(i).key());
      if (order == 0) {
        order = order(a.entries().get(i).value(), b.entries().get(i).value());
      }
      if (order != 0) {
        return order;
      }
    }
    return bySize;
  }
}
