package io.shmtender.reader.info;

import io.shmtender.reader.layout.SegmentLayout;

/**
 * A server's build, for example {@code 8.1.2.0} or {@code 7.0.0.0-rc1}, and what it can do.
 *
 * <p>The features are the bits of the C client's node slot, by the builds that the C client has
 * them from (its {@code as_lookup.c}).
 *
 * @param text the build as the server tells it, but not longer than there is room for in a segment
 * @param features the bits
 */
public record ServerBuild(String text, int features) {
  /** The info name to ask for. */
  public static final String INFO_NAME = "build";

  private static final int PARTITION_SCAN = 1;
  private static final int QUERY_SHOW = 1 << 1;
  private static final int BATCH_ANY = 1 << 2;
  private static final int PARTITION_QUERY = 1 << 3;
  private static final int QUERY_OPS_PROJECTION = 1 << 4;

  /**
   * Reads a node's build.
   *
   * @throws InfoReplyException if the reply has none
   */
  public static ServerBuild parse(InfoReply reply) throws InfoReplyException {
    try {
      return parse(reply.text(INFO_NAME));
    } catch (IllegalArgumentException e) {
      throw InfoReplyException.of(reply.node(), INFO_NAME, e.getMessage(), e);
    }
  }

  /**
   * Reads a build. Missing numbers count as 0, and what follows the numbers does not count.
   *
   * @throws IllegalArgumentException if the text does not start with a number
   */
  public static ServerBuild parse(String text) {
    ServerVersion version = ServerVersion.parse(text);
    int features = 0;
    features |= since(version, 4, 9, 0, 3) ? PARTITION_SCAN : 0;
    features |= since(version, 5, 7, 0, 7) ? QUERY_SHOW : 0;
    features |= since(version, 6, 0, 0, 0) ? BATCH_ANY | PARTITION_QUERY : 0;
    features |= since(version, 8, 1, 2, 0) ? QUERY_OPS_PROJECTION : 0;
    return new ServerBuild(
        text.substring(0, Math.min(text.length(), SegmentLayout.NODE_BUILD_LENGTH)), features);
  }

  private static boolean since(ServerVersion version, int major, int minor, int patch, int build) {
    return version.isAtLeast(new ServerVersion(major, minor, patch, build));
  }

  /** Returns whether the server is one that the official clients still talk to: 4.9 or later. */
  public boolean isSupported() {
    return (features & PARTITION_SCAN) != 0;
  }
}
