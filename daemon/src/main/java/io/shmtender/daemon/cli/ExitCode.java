package io.shmtender.daemon.cli;

/**
 * What the process ends with; the table is part of {@code --help}.
 *
 * <p>None of these but 1 is a JVM's own, which ends with 1 when it cannot start or somebody's
 * {@code -XX:+ExitOnOutOfMemoryError} with 3: what a service manager does not start again must not
 * be what a start may mend.
 */
final class ExitCode {
  static final int OK = 0;
  static final int FAILURE = 1;
  static final int USAGE = 2;
  static final int UNUSABLE = 4;
  static final int OTHER_CLUSTER = 5;
  static final int NO_SEGMENT = 6;
  static final int OWNED = 7;
  // EX_CONFIG of sysexits.h, which systemd shows as 78/CONFIG.
  static final int CONFIGURATION = 78;

  private ExitCode() {}
}
