package io.shmtender.simulator.topology;

import java.util.List;

/**
 * How clients reach a node, as {@code host:port} with brackets around IPv6 addresses.
 *
 * @param standard the ordinary addresses
 * @param alternate the addresses for clients that ask for alternate services
 * @param tlsName the name to check certificates against, empty for addresses without TLS
 */
public record Endpoints(List<String> standard, List<String> alternate, String tlsName) {
  /** Copies the lists. */
  public Endpoints {
    standard = List.copyOf(standard);
    alternate = List.copyOf(alternate);
  }

  /** The ordinary addresses if they are with TLS, or without, as asked. */
  public List<String> standard(boolean tls) {
    return tls == tlsName.isEmpty() ? List.of() : standard;
  }

  /** The alternate addresses if they are with TLS, or without, as asked. */
  public List<String> alternate(boolean tls) {
    return tls == tlsName.isEmpty() ? List.of() : alternate;
  }

  /** Joins host and port. */
  public static String join(String host, int port) {
    return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
  }
}
