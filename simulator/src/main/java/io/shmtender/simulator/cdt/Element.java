package io.shmtender.simulator.cdt;

/**
 * A value in a list or map, or one that an operation compares with. Immutable; equal when the
 * MessagePack forms are.
 */
sealed interface Element permits Scalar, ListElement, MapElement {
  /** The place of this value's type in the order of all values. */
  Kind kind();

  /** Whether a bin can hold the value: infinity and the wildcard are for comparing only. */
  boolean isStorable();

  /** The types in the server's order of values ({@code msgpack_type}). */
  enum Kind {
    NIL,
    FALSE,
    TRUE,
    NEGATIVE,
    INTEGER,
    STRING,
    LIST,
    MAP,
    BYTES,
    DOUBLE,
    GEOJSON,
    EXTENSION,
    WILDCARD,
    INFINITY
  }
}
