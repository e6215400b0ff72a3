package io.shmtender.client;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A bin to write: a name and a value.
 *
 * @param name 1 to 15 bytes of UTF-8
 * @param value the value; {@link Value#NULL} removes the bin
 */
public record Bin(String name, Value value) {
  /** Bytes in a bin name, at most. The server's {@code AS_BIN_NAME_MAX_SZ}, less one. */
  public static final int MAX_NAME_SIZE = 15;

  /**
   * Checks the name.
   *
   * @throws IllegalArgumentException if the name is empty or longer than 15 bytes
   * @throws NullPointerException if name or value are null
   */
  public Bin {
    checkName(name);
    Objects.requireNonNull(value, "value");
  }

  /** Makes a bin of an integer. */
  public Bin(String name, long value) {
    this(name, Value.of(value));
  }

  /** Makes a bin of a double. */
  public Bin(String name, double value) {
    this(name, Value.of(value));
  }

  /** Makes a bin of a boolean. */
  public Bin(String name, boolean value) {
    this(name, Value.of(value));
  }

  /** Makes a bin of a string; null removes the bin. */
  public Bin(String name, String value) {
    this(name, Value.of(value));
  }

  /** Makes a bin of bytes, which are not copied; null removes the bin. */
  public Bin(String name, byte[] value) {
    this(name, Value.of(value));
  }

  /** Makes a bin of a list, which is copied; null removes the bin. */
  public Bin(String name, List<?> value) {
    this(name, Value.of(value));
  }

  /** Makes a bin of a map, which is copied; null removes the bin. */
  public Bin(String name, Map<?, ?> value) {
    this(name, Value.of(value));
  }

  /** Makes a bin that, written, removes the one of its name. */
  public static Bin asNull(String name) {
    return new Bin(name, Value.NULL);
  }

  static void checkName(String name) {
    Objects.requireNonNull(name, "name");
    // A character takes at most three bytes, so most names need not be encoded to be counted.
    boolean fits =
        name.length() * 3 <= MAX_NAME_SIZE
            || name.getBytes(StandardCharsets.UTF_8).length <= MAX_NAME_SIZE;
    if (!fits || name.isEmpty()) {
      throw new IllegalArgumentException(
          "bin name '" + name + "' is not 1 to " + MAX_NAME_SIZE + " bytes long");
    }
  }
}
