package io.shmtender.simulator.record;

/**
 * The smallest cell of a point on the sphere, in the server's division of it (S2): the faces of a
 * cube around it, each a square divided in four, thirty times, in the order of a Hilbert curve.
 */
final class SphereCell {
  private static final int LEVELS = 30;
  private static final int MAX_LATITUDE = 90;
  private static final int MAX_LONGITUDE = 180;

  /** The place on the curve of a quarter, by the curve's orientation and the quarter's bits. */
  private static final int[][] PLACES = {{0, 1, 3, 2}, {0, 3, 1, 2}, {2, 3, 1, 0}, {2, 1, 3, 0}};

  /** How the orientation changes within a quarter, by its place. */
  private static final int[] TURNS = {1, 0, 0, 3};

  private SphereCell() {}

  static boolean isValid(double latitude, double longitude) {
    return Math.abs(Math.toRadians(latitude)) <= Math.toRadians(MAX_LATITUDE)
        && Math.abs(Math.toRadians(longitude)) <= Math.toRadians(MAX_LONGITUDE);
  }

  /** The cell's number; latitude and longitude are in degrees. */
  static long of(double latitude, double longitude) {
    double phi = latitude * (Math.PI / MAX_LONGITUDE);
    double theta = longitude * (Math.PI / MAX_LONGITUDE);
    double x = Math.cos(theta) * Math.cos(phi);
    double y = Math.sin(theta) * Math.cos(phi);
    double z = Math.sin(phi);
    int face = face(x, y, z);
    double u =
        switch (face) {
          case 0 -> y / x;
          case 1, 2 -> -x / (face == 1 ? y : z);
          case 3 -> z / x;
          case 4 -> z / y;
          default -> -y / z;
        };
    double v =
        switch (face) {
          case 0 -> z / x;
          case 1 -> z / y;
          case 2 -> -y / z;
          case 3 -> y / x;
          case 4 -> -x / y;
          default -> -x / z;
        };
    return number(face, position(u), position(v));
  }

  private static int face(double x, double y, double z) {
    double ax = Math.abs(x);
    double ay = Math.abs(y);
    double az = Math.abs(z);
    if (ax > ay) {
      return ax > az ? (x < 0 ? 3 : 0) : (z < 0 ? 5 : 2);
    }
    return ay > az ? (y < 0 ? 4 : 1) : (z < 0 ? 5 : 2);
  }

  /** Which of the 2^30 places along a side; the squares are bent so that they are alike in size. */
  private static int position(double along) {
    double s = along >= 0 ? 0.5 * Math.sqrt(1 + 3 * along) : 1 - 0.5 * Math.sqrt(1 - 3 * along);
    double place = Math.rint((1 << LEVELS) * s - 0.5);
    return (int) Math.max(0, Math.min((1 << LEVELS) - 1, place));
  }

  private static long number(int face, int i, int j) {
    long number = face;
    int orientation = face & 1;
    for (int level = LEVELS - 1; level >= 0; level--) {
      int quarter = (((i >> level) & 1) << 1) | ((j >> level) & 1);
      int place = PLACES[orientation][quarter];
      number = (number << 2) | place;
      orientation ^= TURNS[place];
    }
    return (number << 1) | 1;
  }
}
