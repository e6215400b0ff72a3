package io.shmtender.simulator.wire;

/** Types of bin values (server: {@code as_particle_type}). */
public final class ParticleType {
  /** In a write: delete the bin. In an answer: no value. */
  public static final int NULL = 0;

  public static final int INTEGER = 1;
  public static final int DOUBLE = 2;
  public static final int STRING = 3;
  public static final int BLOB = 4;
  public static final int BOOL = 17;
  public static final int HLL = 18;
  public static final int MAP = 19;
  public static final int LIST = 20;
  public static final int GEOJSON = 23;

  private ParticleType() {}

  /** Whether a bin can have this type: the server refuses others with a parameter error. */
  public static boolean isValid(int type) {
    return switch (type) {
      case INTEGER, DOUBLE, STRING, BLOB, 7, 8, 9, 10, 11, 12, BOOL, HLL, MAP, LIST, GEOJSON ->
          true;
      default -> false;
    };
  }
}
