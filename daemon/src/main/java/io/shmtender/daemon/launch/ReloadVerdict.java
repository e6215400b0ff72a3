package io.shmtender.daemon.launch;

/**
 * What came of reading the configuration again.
 *
 * @param exitCode 0 if the daemon goes by the file now; else why everything stays as it was
 * @param message what changed, or why nothing did
 */
public record ReloadVerdict(int exitCode, String message) {
  private static final String SPACE = " ";

  static ReloadVerdict done(String message) {
    return new ReloadVerdict(ExitCode.OK, message);
  }

  static ReloadVerdict refused(int exitCode, String message) {
    return new ReloadVerdict(exitCode, message);
  }

  /** Returns this as the text that {@link #parse} reads. */
  String toText() {
    return exitCode + SPACE + message;
  }

  /**
   * Reads a verdict.
   *
   * @throws IllegalArgumentException if the text is none
   */
  static ReloadVerdict parse(String text) {
    int end = text.indexOf(SPACE);
    if (end < 0) {
      throw new IllegalArgumentException("'" + text + "' is no verdict");
    }
    return new ReloadVerdict(
        Integer.parseInt(text.substring(0, end)), text.substring(end + SPACE.length()));
  }
}
