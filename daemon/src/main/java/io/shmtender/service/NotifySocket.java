package io.shmtender.service;

import info.faljse.SDNotify.SDNotify;
import java.util.Optional;

/**
 * The socket on which a service manager hears from its services, as sd_notify(3) describes it. For
 * any thread.
 */
@FunctionalInterface
public interface NotifySocket {
  /** Sends assignments, one on each line; what cannot be delivered is lost. */
  void send(String assignments);

  /** Returns the socket of the service manager that started this process, if one did. */
  static Optional<NotifySocket> find() {
    String path = System.getenv("NOTIFY_SOCKET");
    // Others have abstract or network addresses, which the library takes for a path.
    return path == null || !path.startsWith("/")
        ? Optional.empty()
        : Optional.of(assignments -> SDNotify.sendRaw(ascii(assignments)));
  }

  // The library counts characters where it means bytes.
  private static String ascii(String text) {
    return text.replaceAll("[^\\n -~]", "?");
  }
}
