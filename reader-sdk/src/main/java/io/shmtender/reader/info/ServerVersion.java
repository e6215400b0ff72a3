package io.shmtender.reader.info;

/**
 * The four numbers of a server's build. Ordered as releases are.
 *
 * @param major the first number
 * @param minor the second one, 0 when the build has none
 * @param patch the third one, likewise
 * @param build the fourth one, likewise
 */
public record ServerVersion(int major, int minor, int patch, int build)
    implements Comparable<ServerVersion> {
  // More digits are no version.
  private static final int LONGEST_NUMBER = 6;

  /**
   * Reads the numbers that a build starts with, for example of {@code 8.1.2.0} or {@code
   * 7.0.0.0-rc1}. Missing numbers count as 0, and what follows the numbers does not count.
   *
   * @throws IllegalArgumentException if the text does not start with a number
   */
  public static ServerVersion parse(String text) {
    int[] numbers = new int[4];
    int at = 0;
    int part = 0;
    while (part < numbers.length) {
      int begin = at;
      while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
        at++;
      }
      if (at == begin || at - begin > LONGEST_NUMBER) {
        break;
      }
      numbers[part++] = Integer.parseInt(text.substring(begin, at));
      if (at >= text.length() || text.charAt(at) != '.') {
        break;
      }
      at++;
    }
    if (part == 0) {
      throw new IllegalArgumentException("'" + text + "' is no server build");
    }
    return new ServerVersion(numbers[0], numbers[1], numbers[2], numbers[3]);
  }

  /** Returns whether this is the other version or a later one. */
  public boolean isAtLeast(ServerVersion least) {
    return compareTo(least) >= 0;
  }

  @Override
  public int compareTo(ServerVersion other) {
    int order = Integer.compare(major, other.major);
    order = order != 0 ? order : Integer.compare(minor, other.minor);
    order = order != 0 ? order : Integer.compare(patch, other.patch);
    return order != 0 ? order : Integer.compare(build, other.build);
  }

  @Override
  public String toString() {
    return major + "." + minor + "." + patch + "." + build;
  }
}
