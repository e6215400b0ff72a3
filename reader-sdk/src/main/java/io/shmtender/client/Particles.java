package io.shmtender.client;

import io.shmtender.client.wire.BigEndian;
import io.shmtender.client.wire.MalformedResponseException;
import io.shmtender.client.wire.ParticleType;
import io.shmtender.client.wire.Request;
import io.shmtender.client.wire.Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Values as the server writes them. The server's particle_*.c. */
final class Particles {
  private static final int GEO_PREFIX = 3;
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
    } else if (value instanceof Value.ListValue || value instanceof Value.MapValue) {
      Packer.write(value, request);
    } else if (value instanceof Value.GeoJsonValue json) {
      // No flags, and no cells: the server computes them.
      request.putByte(0);
      request.putShort(0);
      request.putUtf8(json.value());
    } else if (value instanceof Value.HllValue hll) {
      request.putBytes(hll.bytes());
    } else if (value instanceof Value.FloatValue number) {
      request.putLong(Double.doubleToRawLongBits(number.value()));
    }
    // What is left is nothing, which has no bytes, or has no particle type and never gets here.
  }

  static Record readRecord(Response response) throws MalformedResponseException {
    int count = response.operationCount();
    String[] names = count == 0 ? NO_NAMES : new String[count];
    Value[] values = count == 0 ? NO_VALUES : new Value[count];
    for (int i = 0; i < count; i++) {
      response.next();
      names[i] = response.binName();
      values[i] = readBin(response);
    }
    return new Record(names, values, response.generation(), response.expiration());
  }

  /** Reads what operations returned: what several on the same bin did becomes a list. */
  static Record readResults(Response response) throws MalformedResponseException {
    int count = response.operationCount();
    if (count < 2) {
      return readRecord(response);
    }
    Map<String, List<Value>> results = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      response.next();
      Value value = readBin(response);
      results.computeIfAbsent(response.binName(), name -> new ArrayList<>(1)).add(value);
    }
    String[] names = results.keySet().toArray(NO_NAMES);
    Value[] values = new Value[names.length];
    int i = 0;
    for (List<Value> ofBin : results.values()) {
      values[i++] = ofBin.size() == 1 ? ofBin.get(0) : new Value.ListValue(ofBin);
    }
    return new Record(names, values, response.generation(), response.expiration());
  }

  private static Value readBin(Response response) throws MalformedResponseException {
    try {
      return read(response);
    } catch (MalformedResponseException e) {
      throw MalformedResponseException.ofBin(response.binName(), e);
    }
  }

  private static Value read(Response response) throws MalformedResponseException {
    byte[] bytes = response.bytes();
    int offset = response.valueOffset();
    int size = response.valueSize();
    return switch (response.particleType()) {
      case ParticleType.INTEGER -> {
        yield new Value.IntegerValue(readInteger(response));
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
      case ParticleType.LIST -> Unpacker.readList(bytes, offset, size);
      case ParticleType.MAP -> Unpacker.readMap(bytes, offset, size);
      case ParticleType.GEOJSON -> readGeoJson(bytes, offset, size);
      case ParticleType.HLL -> new Value.HllValue(Arrays.copyOfRange(bytes, offset, offset + size));
      default ->
          new Value.RawValue(
              response.particleType(), Arrays.copyOfRange(bytes, offset, offset + size));
    };
  }

  // A server sends eight bytes. The official client takes fewer, too, as an unsigned number.
  private static long readInteger(Response response) throws MalformedResponseException {
    int size = response.valueSize();
    if (size > Long.BYTES) {
      requireSize(response, Long.BYTES);
    }
    long value = 0;
    for (int i = 0; i < size; i++) {
      value = value << 8 | (response.bytes()[response.valueOffset() + i] & 0xFF);
    }
    return value;
  }

  // Flags, the number of cells that cover it, the cells, and the text.
  private static Value readGeoJson(byte[] bytes, int offset, int size)
      throws MalformedResponseException {
    int cells = size < GEO_PREFIX ? 0 : BigEndian.getShort(bytes, offset + 1);
    int text = GEO_PREFIX + cells * Long.BYTES;
    if (size < text) {
      throw new MalformedResponseException(
          "GeoJSON of " + cells + " cells in " + size + " bytes instead of " + text + " or more");
    }
    return new Value.GeoJsonValue(
        new String(bytes, offset + text, size - text, StandardCharsets.UTF_8));
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
