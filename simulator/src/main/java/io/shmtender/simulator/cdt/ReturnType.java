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
  static final int INDEX_RANGE = 9;
  static final int REVERSE_INDEX_RANGE = 10;
  static final int RANK_RANGE = 11;
  static final int REVERSE_RANK_RANGE = 12;
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
    return switch (type) {
      case REVERSE_INDEX, REVERSE_RANK, REVERSE_INDEX_RANGE, REVERSE_RANK_RANGE -> true;
      default -> false;
    };
  }

  /** Whether the answer is a first index and a count. */
  boolean isIndexRange() {
    return type == INDEX_RANGE || type == REVERSE_INDEX_RANGE;
  }

  /** Whether the answer is a first rank and a count. */
  boolean isRankRange() {
    return type == RANK_RANGE || type == REVERSE_RANK_RANGE;
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
