package io.shmtender.daemon.config;

import java.util.function.Function;

/**
 * How the text of a setting becomes its value.
 *
 * @param <T> the value's type
 */
interface ValueType<T> {
  /**
   * Reads a text.
   *
   * @throws IllegalArgumentException if it is not allowed; the message says what is
   */
  T parse(String text);

  /** Returns a value as people write it. */
  default String show(T value) {
    return value.toString();
  }

  /** Returns what is allowed, in a few words; empty if that needs none. */
  default String range() {
    return "";
  }

  /** Returns a type from its two directions. */
  static <T> ValueType<T> of(Function<String, T> parse, Function<T, String> show) {
    return of(parse, show, "");
  }

  /** Returns a type from its two directions and its range. */
  static <T> ValueType<T> of(Function<String, T> parse, Function<T, String> show, String range) {
    return new ValueType<>() {
      @Override
      public T parse(String text) {
        return parse.apply(text);
      }

      @Override
      public String show(T value) {
        return show.apply(value);
      }

      @Override
      public String range() {
        return range;
      }
    };
  }
}
