package io.shmtender.daemon.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects mistakes, so that a user sees all of them at once. */
final class Mistakes {
  private static final Comparator<Mistake> BY_PLACE = Comparator.comparingInt(Mistakes::place);

  private final List<Mistake> mistakes = new ArrayList<>();

  void add(Origin origin, String message) {
    mistakes.add(new Mistake(origin, message));
  }

  boolean isEmpty() {
    return mistakes.isEmpty();
  }

  /** Returns the mistakes in the order of the file, then those of the command line. */
  List<Mistake> sorted() {
    return mistakes.stream().sorted(BY_PLACE).toList();
  }

  private static int place(Mistake mistake) {
    if (mistake.origin() instanceof Origin.InFile place) {
      return place.line() * 1000 + Math.min(place.column(), 999);
    }
    return mistake.origin() instanceof Origin.WholeFile ? 0 : Integer.MAX_VALUE;
  }
}
