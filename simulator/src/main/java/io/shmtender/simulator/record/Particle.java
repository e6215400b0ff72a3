package io.shmtender.simulator.record;

import io.shmtender.simulator.wire.ParticleType;
import io.shmtender.simulator.wire.ResultCode;
import java.nio.ByteBuffer;

/**
 * The value of a bin, in wire form. The bytes are never changed once here.
 *
 * @param type one of {@link ParticleType}
 * @param value the bytes as the server answers them
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; the bytes are written once
public record Particle(int type, byte[] value) {
  /** The answer of an operation that has no result. */
  public static final Particle NONE = new Particle(ParticleType.NULL, new byte[0]);

  /**
   * A value as a client sent it.
   *
   * @throws CommandFailure PARAMETER when the type is none that there is or the value none that the
   *     type has, INVALID_GEOJSON for GeoJSON that the server would not take
   */
  public static Particle fromClient(int type, byte[] value) {
    if (!ParticleType.isValid(type)) {
      throw new CommandFailure(ResultCode.PARAMETER);
    }
    return switch (type) {
      case ParticleType.INTEGER -> ofLong(integer(value));
      case ParticleType.DOUBLE -> {
        if (value.length != Double.BYTES) {
          throw new CommandFailure(ResultCode.PARAMETER);
        }
        yield new Particle(type, value);
      }
      case ParticleType.BOOL -> {
        if (value.length != 1 || (value[0] & ~1) != 0) {
          throw new CommandFailure(ResultCode.PARAMETER);
        }
        yield new Particle(type, value);
      }
      case ParticleType.HLL -> {
        if (!HyperLogLog.isValid(value)) {
          throw new CommandFailure(ResultCode.PARAMETER);
        }
        yield new Particle(type, value);
      }
      case ParticleType.GEOJSON -> new Particle(type, GeoJson.stored(value));
      default -> new Particle(type, value);
    };
  }

  /** An integer. */
  public static Particle ofLong(long number) {
    return new Particle(
        ParticleType.INTEGER, ByteBuffer.allocate(Long.BYTES).putLong(number).array());
  }

  /** A double. */
  public static Particle ofDouble(double number) {
    return new Particle(
        ParticleType.DOUBLE, ByteBuffer.allocate(Double.BYTES).putDouble(number).array());
  }

  /** Whether this stands for no value. */
  public boolean isNone() {
    return type == ParticleType.NULL;
  }

  /** The number of an integer. */
  public long asLong() {
    return integer(value);
  }

  /** The number of a double. */
  public double asDouble() {
    return ByteBuffer.wrap(value).getDouble();
  }

  private static long integer(byte[] value) {
    // The server takes these four sizes, unsigned except for the full one.
    return switch (value.length) {
      case 8 -> ByteBuffer.wrap(value).getLong();
      case 4 -> Integer.toUnsignedLong(ByteBuffer.wrap(value).getInt());
      case 2 -> Short.toUnsignedLong(ByteBuffer.wrap(value).getShort());
      case 1 -> Byte.toUnsignedLong(value[0]);
      default -> throw new CommandFailure(ResultCode.PARAMETER);
    };
  }
}
