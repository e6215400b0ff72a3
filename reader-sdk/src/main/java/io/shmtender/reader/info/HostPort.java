package io.shmtender.reader.info;

/** How a host and a port are written together. */
public final class HostPort {
  private HostPort() {}

  /** Returns {@code host:port}, with brackets around an IPv6 address. */
  public static String of(String host, int port) {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
