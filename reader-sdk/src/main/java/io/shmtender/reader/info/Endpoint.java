package io.shmtender.reader.info;

import static java.util.Objects.requireNonNull;

/**
 * Where a server might be reached: a host name or numeric address, a port, and the name to check
 * its certificate against (empty without TLS).
 */
public record Endpoint(String host, int port, String tlsName) {

  /** Checks that there is a host, and that the port is one. */
  public Endpoint {
    requireNonNull(host);
    requireNonNull(tlsName);
    if (host.isEmpty()) {
      throw new IllegalArgumentException("empty host name");
    }
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("port " + port + " of " + host + " is not 1..65535");
    }
  }

  @Override
  public String toString() {
    return HostPort.of(host, port);
  }
}
