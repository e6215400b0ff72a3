package io.shmtender.daemon.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A file that a configuration names.
 *
 * @param text how it names it
 * @param path where it is; empty if only the service can know
 */
record ConfiguredFile(String text, Optional<Path> path) {

  /** Returns what to show of it. */
  String show() {
    return path.map(Path::toString).orElse(text + " (known once the service starts)");
  }
}
