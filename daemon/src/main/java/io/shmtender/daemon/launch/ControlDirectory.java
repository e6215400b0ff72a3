package io.shmtender.daemon.launch;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where daemons have their control sockets. */
public final class ControlDirectory {
  private ControlDirectory() {}

  /**
   * Returns the directory that systemd made for the service that this process belongs to, the
   * daemon as well as what reloads it; empty if it belongs to none. A configuration that is to be
   * read again may name another directory for segments, or none at all.
   */
  public static Optional<Path> ofService(Map<String, String> environment) {
    // Several have colons between them.
    String first = environment.getOrDefault("RUNTIME_DIRECTORY", "").replaceFirst(":.*", "");
    return first.isEmpty() ? Optional.empty() : Optional.of(Path.of(first));
  }
}
