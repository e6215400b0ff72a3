package io.shmtender.simulator.cdt;

import io.shmtender.simulator.wire.ParticleType;
import java.util.Arrays;

/**
 * A value that holds no other values.
 *
 * @param kind its type, neither LIST nor MAP
 * @param number the value of an INTEGER (unsigned) or NEGATIVE
 * @param real the value of a DOUBLE
 * @param data of STRING, BYTES and GEOJSON the particle type and the content, of EXTENSION and of a
 *     DOUBLE the whole packed form
 */
@SuppressWarnings("ArrayRecordComponent") // the bytes are never changed; equality is by ValueOrder
record Scalar(Kind kind, long number, double real, byte[] data) implements Element {
  private static final byte[] NONE = {};

  static final Scalar NIL = new Scalar(Kind.NIL, 0, 0, NONE);
  static final Scalar FALSE = new Scalar(Kind.FALSE, 0, 0, NONE);
  static final Scalar TRUE = new Scalar(Kind.TRUE, 0, 0, NONE);
  static final Scalar WILDCARD = new Scalar(Kind.WILDCARD, 0, 0, NONE);
  static final Scalar INFINITY = new Scalar(Kind.INFINITY, 0, 0, NONE);

  static Scalar ofLong(long number) {
    return new Scalar(number < 0 ? Kind.NEGATIVE : Kind.INTEGER, number, 0, NONE);
  }

  /** A number from 0 to 2^64 - 1, of which {@code number} holds the bits. */
  static Scalar ofUnsigned(long number) {
    return new Scalar(Kind.INTEGER, number, 0, NONE);
  }

  /** A floating point number with its packed form, which tells singles from doubles. */
  static Scalar ofReal(double real, byte[] packed) {
    return new Scalar(Kind.DOUBLE, 0, real, packed);
  }

  /** Bytes that begin with their particle type, as clients send strings too. */
  static Scalar ofBytes(byte[] data) {
    int type = data.length == 0 ? ParticleType.BLOB : data[0];
    Kind kind =
        switch (type) {
          case ParticleType.STRING -> Kind.STRING;
          case ParticleType.GEOJSON -> Kind.GEOJSON;
          default -> Kind.BYTES;
        };
    return new Scalar(kind, 0, 0, data);
  }

  static Scalar ofExtension(byte[] packed) {
    return new Scalar(Kind.EXTENSION, 0, 0, packed);
  }

  boolean isInteger() {
    return kind == Kind.INTEGER || kind == Kind.NEGATIVE;
  }

  /** Whether a map can have this as a key: integers, strings and blobs only. */
  boolean isKey() {
    return isInteger()
        || kind == Kind.STRING
        || (kind == Kind.BYTES && data.length > 0 && data[0] == ParticleType.BLOB);
  }

  /** What a bin of bytes holds: the content without the leading particle type. */
  byte[] content() {
    return data.length == 0 ? data : Arrays.copyOfRange(data, 1, data.length);
  }

  @Override
  public boolean isStorable() {
    return kind != Kind.WILDCARD && kind != Kind.INFINITY;
  }
}
