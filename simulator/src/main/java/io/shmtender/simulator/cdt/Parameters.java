package io.shmtender.simulator.cdt;

import io.shmtender.simulator.record.CommandFailure;
import io.shmtender.simulator.wire.ResultCode;
import java.util.List;

/**
 * The parameters of one operation, taken one after the other. Whatever is wrong with them ends the
 * command with a parameter error. Not thread-safe: one per operation.
 */
final class Parameters {
  /** What a count stands for that the client leaves out. */
  static final long ALL = 0xFFFF_FFFFL;

  private final List<Element> values;
  private int next;

  Parameters(List<Element> values) {
    this.values = values;
  }

  /** Checks how many there are. */
  void expect(int min, int max) {
    if (values.size() < min || values.size() > max) {
      throw wrong();
    }
  }

  /** Whether all have been taken. */
  boolean isAtEnd() {
    return next >= values.size();
  }

  /** A value of whatever type, also one that is only for comparing. */
  Element value() {
    return values.get(next++);
  }

  /** A value that is going to be stored. */
  Element stored() {
    Element value = value();
    if (!value.isStorable()) {
      throw wrong();
    }
    return value;
  }

  /** The end of an interval, infinity when it is left out. */
  Element valueOrInfinity() {
    return next < values.size() ? value() : Scalar.INFINITY;
  }

  /** An index or rank, negative from the end. */
  long index() {
    if (value() instanceof Scalar scalar && scalar.isInteger()) {
      return scalar.number();
    }
    throw wrong();
  }

  /** Flags, of which the server reads negative ones bit by bit. */
  long flags() {
    return index();
  }

  /** Flags, 0 when they are left out. */
  long flagsOrNone() {
    return next < values.size() ? flags() : 0;
  }

  /**
   * A count, as many as there are when it is left out, or negative: the server reads it as unsigned
   * and cuts it off at the end.
   */
  long countOrAll() {
    long count = next < values.size() ? index() : ALL;
    return count < 0 ? Long.MAX_VALUE : count;
  }

  /** The elements of a list of values or keys to look for. */
  List<Element> valueList() {
    if (value() instanceof ListElement list) {
      return list.values();
    }
    throw wrong();
  }

  static CommandFailure wrong() {
    return new CommandFailure(ResultCode.PARAMETER);
  }
}
