package io.shmtender.simulator.record;

import io.shmtender.simulator.wire.ResultCode;

/** The special values of a time to live, and the void-time that follows from it. */
final class TimeToLive {
  static final int DEFAULT = 0;
  static final int NEVER_EXPIRE = -1;
  static final int DONT_UPDATE = -2;

  /** Ten years in seconds (server: {@code MAX_ALLOWED_TTL}). */
  private static final int MAX = 3600 * 24 * 365 * 10;

  private TimeToLive() {}

  /**
   * The void-time of a record that is written at {@code now}.
   *
   * @param ttl what the client asked for
   * @param defaultTtl what the namespace says, 0 for never expire
   * @param old the record before the write, null for none
   * @param now seconds since 2010-01-01
   */
  static int voidTime(int ttl, int defaultTtl, StoredRecord old, long now) {
    int effective = ttl == DONT_UPDATE && old == null ? DEFAULT : ttl;
    return switch (effective) {
      case DONT_UPDATE -> old.voidTime();
      case NEVER_EXPIRE -> 0;
      case DEFAULT -> defaultTtl == 0 ? 0 : (int) (now + defaultTtl);
      default -> {
        if (effective < 0 || effective > MAX) {
          throw new CommandFailure(ResultCode.PARAMETER);
        }
        yield (int) (now + effective);
      }
    };
  }
}
