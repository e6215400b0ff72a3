package io.shmtender.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Optional;

/**
 * Where the daemons serve their status page: one address for all of them, which the first has and
 * the next one gets within seconds when that ends, so that a browser stays where it is.
 *
 * @param setting the daemon's http-address
 */
record StatusAddress(String setting) {
  /** Nowhere. */
  static final StatusAddress NONE = new StatusAddress("off");

  /** Finds a port of 127.0.0.1 that nobody has now. */
  static StatusAddress free() throws DemoFailure {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return new StatusAddress("127.0.0.1:" + socket.getLocalPort());
    } catch (IOException e) {
      throw new DemoFailure("there is no free port on 127.0.0.1: " + e.getMessage(), e);
    }
  }

  /** Returns the page's address. */
  Optional<String> page() {
    return equals(NONE) ? Optional.empty() : Optional.of("http://" + setting + "/");
  }
}
