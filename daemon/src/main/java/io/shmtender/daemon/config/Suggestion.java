package io.shmtender.daemon.config;

import java.util.Collection;
import java.util.Locale;

/** Guesses which known key somebody meant. */
final class Suggestion {
  private static final int SHORTEST_PART = 3;

  private Suggestion() {}

  /** Returns what to add to a message about an unknown key. */
  static String of(String unknown, Collection<String> known) {
    // The C client and its configuration files write shm_key and shm_takeover_threshold_sec.
    String written = unknown.toLowerCase(Locale.ROOT).replace('_', '-').strip();
    String nearest = null;
    int least = Integer.MAX_VALUE;
    for (String candidate : known) {
      int distance = distance(written, candidate);
      int shorter = Math.min(written.length(), candidate.length());
      boolean part =
          shorter >= SHORTEST_PART && (candidate.contains(written) || written.contains(candidate));
      if ((part || distance <= Math.max(1, written.length() / 3)) && distance < least) {
        least = distance;
        nearest = candidate;
      }
    }
    return nearest == null
        ? ": known are " + String.join(", ", known)
        : ": did you mean '" + nearest + "'?";
  }

  // Levenshtein's: how many letters have to be added, removed or changed.
  private static int distance(String one, String other) {
    int[] previous = new int[other.length() + 1];
    for (int j = 0; j <= other.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int[] row = new int[other.length() + 1];
      row[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int changed = previous[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(changed, 1 + Math.min(previous[j], row[j - 1]));
      }
      previous = row;
    }
    return previous[other.length()];
  }
}
