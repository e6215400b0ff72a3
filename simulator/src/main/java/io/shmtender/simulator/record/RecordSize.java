package io.shmtender.simulator.record;

import io.shmtender.simulator.wire.ParticleType;
import java.nio.charset.StandardCharsets;

/**
 * How much of its storage a record takes (server: {@code as_flat_record_size} in {@code flat.c}).
 */
final class RecordSize {
  /** The server's {@code max-record-size} unless it is configured. */
  private static final int MAX = 1024 * 1024;

  /** The header of a record and the mark at its end. */
  private static final int OVERHEAD = 35 + 4;

  private RecordSize() {}

  /** Whether a server would refuse a record as too big. */
  static boolean isTooBig(StoredRecord stored) {
    long size = OVERHEAD;
    size += variable(stored.bins().size());
    if (stored.voidTime() != 0) {
      size += Integer.BYTES;
    }
    if (stored.set() != null) {
      size += 1 + bytes(stored.set());
    }
    if (stored.key() != null) {
      size += variable(stored.key().length) + stored.key().length;
    }
    for (Bin bin : stored.bins()) {
      size += 1 + bytes(bin.name()) + of(bin.particle());
    }
    return size > MAX;
  }

  private static int of(Particle particle) {
    return switch (particle.type()) {
      case ParticleType.INTEGER -> 2 + ofInteger(particle.asLong());
      case ParticleType.DOUBLE -> 1 + Double.BYTES;
      case ParticleType.BOOL -> 2;
      default -> 1 + Integer.BYTES + particle.value().length;
    };
  }

  private static int ofInteger(long number) {
    if (number >>> 32 != 0) {
      return 8;
    }
    if (number >>> 16 != 0) {
      return 4;
    }
    return number >>> 8 != 0 ? 2 : 1;
  }

  /** The size of a number that takes seven bits per byte. */
  private static int variable(int number) {
    int size = 1;
    for (int rest = number >>> 7; rest != 0; rest >>>= 7) {
      size++;
    }
    return size;
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
