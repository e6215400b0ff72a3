package io.shmtender.daemon.launch;

/**
 * What the process ends with; the table is part of {@code --help}.
 *
 * <p>None of these but 1 is a JVM's own, which ends with 1 when it cannot start or somebody's
 * {@code -XX:+ExitOnOutOfMemoryError} with 3: what a service manager does not start again must not
 * be what a start may mend.
 */
public final class ExitCode {
  /** All went well. */
  public static final int OK = 0;

  /** Anything that has no code of its own. */
  public static final int FAILURE = 1;

  /** The command line has a mistake. */
  public static final int USAGE = 2;

  /** A segment or its directory cannot be used. */
  public static final int UNUSABLE = 4;

  /** The segment or the configuration is of another cluster. */
  public static final int OTHER_CLUSTER = 5;

  /** There is no segment of the key. */
  public static final int NO_SEGMENT = 6;

  /** Another process owns the key. */
  public static final int OWNED = 7;

  /** The configuration has mistakes: EX_CONFIG of sysexits.h, which systemd shows as 78/CONFIG. */
  public static final int CONFIGURATION = 78;

  private ExitCode() {}
}
