package io.shmtender.simulator.record;

import java.util.List;

/**
 * A record at one moment; changing it makes another one.
 *
 * @param generation 1 to 65535, counted up by every write
 * @param voidTime seconds since 2010-01-01 when it expires, 0 for never
 * @param set the set, null for none
 * @param key the user key (particle type, then value), null when the client sent none
 * @param bins the bins in the order of their creation
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; the bytes are written once
public record StoredRecord(int generation, int voidTime, String set, byte[] key, List<Bin> bins) {

  /** Whether the record is gone at {@code now}, in seconds since 2010-01-01. */
  public boolean isExpired(long now) {
    return voidTime != 0 && Integer.toUnsignedLong(voidTime) <= now;
  }
}
