package io.shmtender.simulator.cdt;

import io.shmtender.simulator.record.CommandFailure;
import io.shmtender.simulator.wire.ResultCode;

/**
 * What an operation that selects elements answers.
 *
 * @param type one of the constants, of which KEY and the maps are for maps only
 * @param inverted whether it selects all elements but those
 * @param multi whether it can select several: then it answers with a list
 */
record ReturnType(int type, boolean inverted, boolean multi) {
  static final int NONE = 0;
  static final int INDEX = 1;
  static final int REVERSE_INDEX = 2;
  static final int RANK = 3;
  static final int REVERSE_RANK = 4;
  static final int COUNT = 5;
  static final int KEY = 6;
  static final int VALUE = 7;
  static final int KEY_VALUE = 8;
  static final int EXISTS = 13;
  static final int UNORDERED_MAP = 16;
  static final int ORDERED_MAP = 17;

  private static final int INVERTED = 0x10000;

  static ReturnType of(long flags, boolean multi) {
    return new ReturnType((int) (flags & 0xFFFF), (flags & INVERTED) != 0, multi);
  }

  boolean isRank() {
    return type == RANK || type == REVERSE_RANK;
  }

  boolean isReverse() {
    return type == REVERSE_INDEX || type == REVERSE_RANK;
  }

  /** Refuses to invert the selection of a single element. */
  void checkInvertible() {
    if (inverted && !multi) {
      throw notApplicable();
    }
  }

  static CommandFailure notApplicable() {
    return new CommandFailure(ResultCode.OP_NOT_APPLICABLE);
  }
}
