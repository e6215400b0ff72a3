package io.shmtender.daemon.report;

import java.util.Locale;

/** How a constant is called outside of the code. */
public final class Word {
  private Word() {}

  /** Returns a constant's name in small letters. */
  public static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
