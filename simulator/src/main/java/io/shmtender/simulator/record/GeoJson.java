package io.shmtender.simulator.record;

import io.shmtender.simulator.wire.ResultCode;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * GeoJSON as the server takes and stores it ({@code geojson.cc}, {@code particle_geojson.c}): a
 * point, an area or a feature of one, and before the text the cell of a point. The cells that cover
 * an area are the one thing that is missing here: no client reads them.
 */
final class GeoJson {
  private static final int IS_REGION = 1;
  private static final int HEADER_SIZE = 1 + Short.BYTES;

  private GeoJson() {}

  /**
   * What is stored of bytes that a client sent: flags, a count of cells, the cells, the text.
   *
   * @throws CommandFailure INVALID_GEOJSON for what the server refuses
   */
  static byte[] stored(byte[] sent) {
    byte[] text = text(sent);
    Long cell = cell(geometry(text));
    int cells = cell == null ? 0 : 1;
    ByteBuffer stored =
        ByteBuffer.allocate(HEADER_SIZE + cells * Long.BYTES + text.length)
            .put((byte) (cell == null ? IS_REGION : 0))
            .putShort((short) cells);
    if (cell != null) {
      stored.putLong(cell);
    }
    return stored.put(text).array();
  }

  /** The text, behind cells that the server makes anew. */
  private static byte[] text(byte[] sent) {
    if (sent.length < HEADER_SIZE) {
      throw invalid();
    }
    int cells = Short.toUnsignedInt(ByteBuffer.wrap(sent).getShort(1));
    int at = HEADER_SIZE + cells * Long.BYTES;
    if (at > sent.length) {
      throw invalid();
    }
    return Arrays.copyOfRange(sent, at, sent.length);
  }

  private static Map<?, ?> geometry(byte[] text) {
    Map<?, ?> top = object(JsonReader.read(text));
    return "Feature".equals(top.get("type")) ? object(top.get("geometry")) : top;
  }

  /** The cell of a point, null for an area. */
  private static Long cell(Map<?, ?> geometry) {
    Object coordinates = geometry.get("coordinates");
    if (!(geometry.get("type") instanceof String type)) {
      throw invalid();
    }
    switch (type) {
      case "Point" -> {
        double[] point = point(coordinates);
        return SphereCell.of(point[1], point[0]);
      }
      case "Polygon" -> checkPolygon(coordinates);
      case "MultiPolygon" -> array(coordinates).forEach(GeoJson::checkPolygon);
      case "AeroCircle" -> {
        List<?> circle = array(coordinates);
        if (circle.size() != 2) {
          throw invalid();
        }
        point(circle.get(0));
        number(circle.get(1));
      }
      default -> throw invalid();
    }
    return null;
  }

  private static void checkPolygon(Object loops) {
    array(loops).forEach(GeoJson::checkLoop);
  }

  /** A loop ends where it begins and has three points at least, repeated ones not counted. */
  private static void checkLoop(Object vertices) {
    double[] first = null;
    double[] last = null;
    int count = 0;
    for (Object vertex : array(vertices)) {
      double[] point = point(vertex);
      first = first == null ? point : first;
      if (last == null || !Arrays.equals(point, last)) {
        count++;
      }
      last = point;
    }
    if (count < 4 || !Arrays.equals(first, last)) {
      throw invalid();
    }
  }

  /** Longitude and latitude in degrees. */
  private static double[] point(Object coordinates) {
    List<?> pair = array(coordinates);
    if (pair.size() != 2) {
      throw invalid();
    }
    double longitude = number(pair.get(0));
    double latitude = number(pair.get(1));
    if (!SphereCell.isValid(latitude, longitude)) {
      throw invalid();
    }
    return new double[] {longitude, latitude};
  }

  private static double number(Object value) {
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    throw invalid();
  }

  private static List<?> array(Object value) {
    if (value instanceof List<?> list) {
      return list;
    }
    throw invalid();
  }

  private static Map<?, ?> object(Object value) {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw invalid();
  }

  static CommandFailure invalid() {
    return new CommandFailure(ResultCode.INVALID_GEOJSON);
  }
}
