package io.shmtender.daemon.cclient;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * Who may use a C-client segment: read and write it, as C clients lock the nodes that they read.
 * Immutable.
 *
 * @param mode permission bits: 0600, 0660 or 0666
 * @param group the group's name or number, with 0660 only; without one, the daemon's
 */
public record SegmentAccess(int mode, Optional<String> group) {
  /** What the C client makes segments with. */
  public static final int DEFAULT_MODE = 0666;

  /** Everybody, as the C client has it. */
  public static final SegmentAccess DEFAULT = new SegmentAccess(DEFAULT_MODE, Optional.empty());

  private static final int GROUP_MODE = 0660;

  /** Checks that they make sense together. */
  public SegmentAccess {
    requireNonNull(group);
    checkMode(mode);
    if (group.isPresent() && mode != GROUP_MODE) {
      throw new IllegalArgumentException(
          "group '"
              + group.get()
              + "' changes nothing with mode "
              + show(mode)
              + ": set mode 0660, or leave the group out");
    }
  }

  /**
   * Checks a mode by itself.
   *
   * @throws IllegalArgumentException if C clients could not use the segment
   */
  public static void checkMode(int mode) {
    if (mode != 0600 && mode != GROUP_MODE && mode != DEFAULT_MODE) {
      throw new IllegalArgumentException(
          "mode "
              + show(mode)
              + " is none that C clients can use: they write their locks into what they read, so that"
              + " whoever may read has to write, too; write 0600, 0660 or 0666");
    }
  }

  /** Returns a mode as it is written. */
  public static String show(int mode) {
    return "0" + Integer.toOctalString(mode);
  }

  @Override
  public String toString() {
    return show(mode) + group.map(name -> ", group " + name).orElse("");
  }
}
