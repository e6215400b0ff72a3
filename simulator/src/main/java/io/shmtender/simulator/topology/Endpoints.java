package io.shmtender.simulator.topology;

import java.util.List;

/**
 * How clients reach a node, as {@code host:port} with brackets around IPv6 addresses.
 *
 * @param standard the ordinary addresses
 * @param alternate the addresses for clients that ask for alternate services
 */
public record Endpoints(List<String> standard, List<String> alternate) {
  /** Copies the lists. */
  public Endpoints {
    standard = List.copyOf(standard);
    alternate = List.copyOf(alternate);
  }

  /** Joins host and port. */
  public static String join(String host, int port) {
    return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
  }
}
