package io.shmtender.simulator.cdt;

import io.shmtender.simulator.cdt.Element.Kind;
import java.nio.ByteBuffer;

/** Adding to a number in a list or map. */
final class Sum {
  private Sum() {}

  /**
   * The sum, of the type of {@code old}; integers wrap around.
   *
   * @param old the number so far, null for none: then the sum is of the type of {@code delta}
   * @param delta what to add, nil for 1
   */
  static Scalar of(Element old, Element delta, boolean subtract) {
    Scalar add = delta.kind() == Kind.NIL ? Scalar.ofLong(1) : number(delta);
    boolean realDelta = add.kind() == Kind.DOUBLE;
    long sign = subtract ? -1 : 1;
    if (old == null) {
      return realDelta ? real(sign * add.real()) : Scalar.ofLong(sign * add.number());
    }
    Scalar base = number(old);
    if (base.kind() == Kind.DOUBLE) {
      return real(base.real() + sign * (realDelta ? add.real() : (double) add.number()));
    }
    return Scalar.ofLong(base.number() + sign * (realDelta ? (long) add.real() : add.number()));
  }

  private static Scalar number(Element element) {
    if (element instanceof Scalar scalar && (scalar.isInteger() || scalar.kind() == Kind.DOUBLE)) {
      return scalar;
    }
    throw Parameters.wrong();
  }

  private static Scalar real(double value) {
    byte[] packed = ByteBuffer.allocate(1 + Double.BYTES).put((byte) 0xCB).putDouble(value).array();
    return Scalar.ofReal(value, packed);
  }
}
