package io.shmtender.reader;

import io.shmtender.reader.wire.BigEndian;
import io.shmtender.reader.wire.MalformedResponseException;
import io.shmtender.reader.wire.ParticleType;
import io.shmtender.reader.wire.Request;
import io.shmtender.reader.wire.Response;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Values as the server writes them. The server's particle_*.c. */
final class Particles {
  private static final String[] NO_NAMES = {};
  private static final Value[] NO_VALUES = {};

  private Particles() {}

  static void write(Value value, Request request) {
    if (value instanceof Value.IntegerValue integer) {
      request.putLong(integer.value());
    } else if (value instanceof Value.StringValue string) {
      request.putUtf8(string.value());
    } else if (value instanceof Value.BytesValue bytes) {
      request.putBytes(bytes.value());
    } else if (value instanceof Value.DoubleValue number) {
      request.putLong(Double.doubleToRawLongBits(number.value()));
    } else if (value instanceof Value.BooleanValue truth) {
      request.putByte(truth.value() ? 1 : 0);
    } else if (value instanceof Value.RawValue raw) {
      request.putBytes(raw.bytes());
    }
    // What is left is nothing, which has no bytes.
  }

  static Record readRecord(Response response) throws MalformedResponseException {
    int count = response.operationCount();
    String[] names = count == 0 ? NO_NAMES : new String[count];
    Value[] values = count == 0 ? NO_VALUES : new Value[count];
    for (int i = 0; i < count; i++) {
      response.next();
      names[i] = response.binName();
      values[i] = read(response);
    }
    return new Record(names, values, response.generation(), response.expiration());
  }

  private static Value read(Response response) throws MalformedResponseException {
    byte[] bytes = response.bytes();
    int offset = response.valueOffset();
    int size = response.valueSize();
    return switch (response.particleType()) {
      case ParticleType.INTEGER -> {
        requireSize(response, Long.BYTES);
        yield new Value.IntegerValue(BigEndian.getLong(bytes, offset));
      }
      case ParticleType.STRING ->
          new Value.StringValue(new String(bytes, offset, size, StandardCharsets.UTF_8));
      case ParticleType.BLOB ->
          new Value.BytesValue(Arrays.copyOfRange(bytes, offset, offset + size));
      case ParticleType.DOUBLE -> {
        requireSize(response, Double.BYTES);
        yield new Value.DoubleValue(Double.longBitsToDouble(BigEndian.getLong(bytes, offset)));
      }
      case ParticleType.BOOLEAN -> {
        requireSize(response, 1);
        yield new Value.BooleanValue(bytes[offset] != 0);
      }
      case ParticleType.NULL -> {
        requireSize(response, 0);
        yield Value.NULL;
      }
      default ->
          new Value.RawValue(
              response.particleType(), Arrays.copyOfRange(bytes, offset, offset + size));
    };
  }

  private static void requireSize(Response response, int size) throws MalformedResponseException {
    if (response.valueSize() != size) {
      throw new MalformedResponseException(
          "a value of type "
              + response.particleType()
              + " has "
              + response.valueSize()
              + " bytes instead of "
              + size);
    }
  }
}
