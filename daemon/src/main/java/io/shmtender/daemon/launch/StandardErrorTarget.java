package io.shmtender.daemon.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Who reads standard error. */
enum StandardErrorTarget {
  /** A person or a file. */
  TEXT,
  /** The systemd journal, which adds the time itself and takes the level as a prefix. */
  JOURNAL;

  /** Finds out. */
  static StandardErrorTarget find() {
    String journal = System.getenv().getOrDefault("JOURNAL_STREAM", "");
    if (journal.isEmpty()) {
      return TEXT;
    }
    try {
      // The variable is inherited by processes whose standard error goes elsewhere.
      Path stream = Path.of("/proc/self/fd/2");
      String actual =
          Files.getAttribute(stream, "unix:dev") + ":" + Files.getAttribute(stream, "unix:ino");
      return journal.equals(actual) ? JOURNAL : TEXT;
    } catch (IOException | UnsupportedOperationException e) {
      // Without /proc a time too many in the journal is the smaller harm.
      return TEXT;
    }
  }
}
