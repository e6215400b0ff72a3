package io.shmtender.daemon.http;

import static java.util.Objects.requireNonNull;

import io.shmtender.reader.info.HostPort;

/**
 * Where to listen.
 *
 * @param host a name or a numeric address of this host, an IPv6 address without brackets
 * @param port 0 to 65535; 0 for any that is free
 */
public record HttpAddress(String host, int port) {
  /** Nobody else's by the IANA's list, nor any known exporter's: 1 and the number of partitions. */
  public static final int DEFAULT_PORT = 14096;

  /** Only this host, unless configured. */
  public static final HttpAddress DEFAULT = new HttpAddress("127.0.0.1", DEFAULT_PORT);

  private static final int PORT_LIMIT = 65535;

  /** Checks the port. */
  public HttpAddress {
    requireNonNull(host);
    if (host.isEmpty() || port < 0 || port > PORT_LIMIT) {
      throw new IllegalArgumentException("'" + host + "' and port " + port + " are no address");
    }
  }

  /**
   * Reads {@code host:port}, {@code [ipv6]:port}, or a host alone, which gets the default port.
   *
   * @throws IllegalArgumentException if the text is none of them; the message says what to write
   */
  public static HttpAddress parse(String text) {
    int colon = text.lastIndexOf(':');
    boolean hasPort = colon >= 0 && !text.endsWith("]");
    String host = hasPort ? text.substring(0, colon) : text;
    int port = hasPort ? port(text, text.substring(colon + 1)) : DEFAULT_PORT;
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    if (bracketed) {
      host = host.substring(1, host.length() - 1);
    }
    if (host.isEmpty()
        || bracketed != host.contains(":")
        || host.chars().anyMatch(c -> c <= ' ' || c > '~' || "/[],".indexOf(c) >= 0)) {
      throw notAnAddress(text);
    }
    return new HttpAddress(host, port);
  }

  private static int port(String text, String digits) {
    if (!digits.matches("[0-9]{1,5}") || Integer.parseInt(digits) > PORT_LIMIT) {
      throw notAnAddress(text);
    }
    return Integer.parseInt(digits);
  }

  private static IllegalArgumentException notAnAddress(String text) {
    return new IllegalArgumentException(
        "'"
            + text
            + "' is not an address to listen on: write host:port, for example "
            + DEFAULT
            + " or [::1]:"
            + DEFAULT_PORT
            + ", or off");
  }

  @Override
  public String toString() {
    return HostPort.of(host, port);
  }
}
