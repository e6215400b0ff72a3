package io.shmtender.cli;

/** What the process ends with; the table is part of {@code --help}. */
final class ExitCode {
  static final int OK = 0;
  static final int FAILURE = 1;
  static final int USAGE = 2;
  static final int CONFIGURATION = 3;
  static final int UNUSABLE = 4;
  static final int OTHER_CLUSTER = 5;
  static final int NO_SEGMENT = 6;
  static final int OWNED = 7;

  private ExitCode() {}
}
