package io.shmtender.client;

/** Checks what a caller hands over in bulk. */
final class Arguments {
  private Arguments() {}

  /**
   * Returns an array in which nothing is null.
   *
   * @throws NullPointerException if it is null or has a null in it; the message names which
   */
  static <T> T[] requireAll(T[] values, String name) {
    if (values == null) {
      throw new NullPointerException(name);
    }
    for (int i = 0; i < values.length; i++) {
      if (values[i] == null) {
        throw new NullPointerException(name + "[" + i + "]");
      }
    }
    return values;
  }
}
