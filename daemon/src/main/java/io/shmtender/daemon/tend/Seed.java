package io.shmtender.daemon.tend;

import static java.util.Objects.requireNonNull;

import io.shmtender.reader.info.HostPort;

/**
 * A server to ask first.
 *
 * @param host a DNS name or a numeric IPv4 or IPv6 address, without brackets; a name is resolved
 *     anew whenever the cluster is sought, and all its addresses are tried
 * @param port the service port, 1 to 65535
 * @param tlsName the name to check the server's certificate against, empty for the default: the
 *     expected cluster name if there is one, else the host
 */
public record Seed(String host, int port, String tlsName) {

  /** The port of a seed that names none: the servers' default service port. */
  public static final int DEFAULT_PORT = 3000;

  /** Checks that there is a host and that the port is one. */
  public Seed {
    requireNonNull(host);
    requireNonNull(tlsName);
    if (host.isEmpty()) {
      throw new IllegalArgumentException("a seed has an empty host name");
    }
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("port " + port + " of seed " + host + " is not 1..65535");
    }
  }

  /** A seed without a TLS name of its own. */
  public Seed(String host, int port) {
    this(host, port, "");
  }

  /**
   * Reads a seed as an operator writes it: {@code host}, {@code host:port}, {@code
   * host:port:tlsname}, or {@code host:tlsname:port} as the official tools have it. A numeric IPv6
   * address stands in brackets. What consists of digits is the port.
   *
   * @throws IllegalArgumentException if the text is none of these
   */
  public static Seed parse(String text) {
    String trimmed = text.trim();
    String host;
    String rest;
    if (trimmed.startsWith("[")) {
      int end = trimmed.indexOf(']');
      if (end < 0) {
        throw malformed(text);
      }
      host = trimmed.substring(1, end);
      rest = trimmed.substring(end + 1);
    } else {
      int colon = trimmed.indexOf(':');
      host = colon < 0 ? trimmed : trimmed.substring(0, colon);
      rest = colon < 0 ? "" : trimmed.substring(colon);
    }
    if (host.isEmpty() || (!rest.isEmpty() && rest.charAt(0) != ':')) {
      throw malformed(text);
    }
    int port = DEFAULT_PORT;
    String tlsName = "";
    boolean portSeen = false;
    while (!rest.isEmpty()) {
      int next = rest.indexOf(':', 1);
      String part = next < 0 ? rest.substring(1) : rest.substring(1, next);
      rest = next < 0 ? "" : rest.substring(next);
      if (part.isEmpty()) {
        throw malformed(text);
      } else if (!portSeen && part.chars().allMatch(c -> c >= '0' && c <= '9')) {
        port = part.length() > 5 ? -1 : Integer.parseInt(part);
        portSeen = true;
      } else if (tlsName.isEmpty()) {
        tlsName = part;
      } else {
        throw malformed(text);
      }
    }
    return new Seed(host, port, tlsName);
  }

  private static IllegalArgumentException malformed(String text) {
    return new IllegalArgumentException(
        "seed '" + text + "' is not host[:port[:tlsname]], with an IPv6 address in brackets");
  }

  @Override
  public String toString() {
    return HostPort.of(host, port);
  }
}
