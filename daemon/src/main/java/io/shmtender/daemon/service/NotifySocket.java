package io.shmtender.daemon.service;

import java.util.Map;
import java.util.Optional;

/**
 * The socket on which a service manager hears from its services, as sd_notify(3) describes it. For
 * any thread.
 */
@FunctionalInterface
public interface NotifySocket {
  /**
   * Sends assignments, one on each line. Does not throw: what is wrong is logged, once.
   *
   * @return whether it was delivered
   */
  boolean send(String assignments);

  /** Returns the socket of the service manager that started this process, if one did. */
  static Optional<NotifySocket> find(Map<String, String> environment) {
    String path = environment.getOrDefault("NOTIFY_SOCKET", "");
    // Others have abstract or network addresses, which the library does not know.
    return path.startsWith("/") ? Optional.of(new UnixNotifySocket(path)) : Optional.empty();
  }
}
