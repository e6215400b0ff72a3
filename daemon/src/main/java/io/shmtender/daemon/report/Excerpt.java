package io.shmtender.daemon.report;

import java.util.Collection;
import java.util.Iterator;

/**
 * The first few of many, and how many more there are: what a log line, a status line or an answer
 * says of a cluster of any size. Names come from servers, so that each is cut where it is long.
 */
public final class Excerpt {
  /** How many are named. */
  public static final int NAMED = 3;

  private static final int LENGTH = 400;

  private Excerpt() {}

  /** Returns {@code a, b, c and 20 more}. */
  public static String of(Collection<?> items) {
    return of(items, ", ");
  }

  /** As {@link #of(Collection)}, with something else between those that are named. */
  public static String of(Collection<?> items, String separator) {
    // One alone that is left out is as long as to say so.
    int named = items.size() <= NAMED + 1 ? items.size() : NAMED;
    StringBuilder text = new StringBuilder();
    Iterator<?> each = items.iterator();
    for (int i = 0; i < named; i++) {
      text.append(i == 0 ? "" : separator).append(cut(String.valueOf(each.next()), LENGTH));
    }
    if (named < items.size()) {
      text.append(" and ").append(items.size() - named).append(" more");
    }
    return text.toString();
  }

  /** Returns a text, or as much of it as may be, with a sign that it goes on. */
  public static String cut(String text, int length) {
    if (text.length() <= length) {
      return text;
    }
    int end = length - 1;
    if (Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end) + "…";
  }
}
