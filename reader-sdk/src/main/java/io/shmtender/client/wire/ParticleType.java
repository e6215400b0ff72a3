package io.shmtender.client.wire;

/** What the bytes of a bin's value are. The server's {@code as_particle_type}, in particle.h. */
public final class ParticleType {
  public static final int NULL = 0;
  public static final int INTEGER = 1;
  public static final int DOUBLE = 2;
  public static final int STRING = 3;
  public static final int BLOB = 4;
  public static final int JAVA_BLOB = 7;
  public static final int ERLANG_BLOB = 12;
  public static final int BOOLEAN = 17;
  public static final int HLL = 18;
  public static final int MAP = 19;
  public static final int LIST = 20;
  public static final int GEOJSON = 23;

  private ParticleType() {}
}
