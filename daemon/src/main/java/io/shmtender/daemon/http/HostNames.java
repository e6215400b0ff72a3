package io.shmtender.daemon.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * By which names this server may be asked for.
 *
 * <p>A page somewhere may have a name of its own lead to this host's address, and then asks its
 * visitors' browsers for what is here, as if it were its own (DNS rebinding). What tells such a
 * request is the name that it asks for: one that is not this host's. An address is no name, and can
 * lead nowhere else.
 *
 * <p>Thread-safe.
 */
final class HostNames {
  private static final Logger LOG = LoggerFactory.getLogger(HostNames.class);
  private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
  private static final Pattern IPV6 = Pattern.compile("\\[[0-9a-f:.]+(%25[0-9a-z._~-]+)?]");
  private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");
  private static final String ANY_BELOW = "*.";

  private final Set<String> names = ConcurrentHashMap.newKeySet();
  private final List<String> suffixes;

  /**
   * Creates what is known without asking anybody.
   *
   * @param address where the server listens
   * @param configured further names; {@code *.} before one stands for all names below it
   */
  HostNames(HttpAddress address, List<String> configured) {
    names.add(normal(address.host()));
    names.add("localhost");
    configured.stream()
        .filter(name -> !name.startsWith(ANY_BELOW))
        .map(HostNames::normal)
        .forEach(names::add);
    suffixes =
        configured.stream()
            .filter(name -> name.startsWith(ANY_BELOW))
            .map(name -> normal(name.substring(1)))
            .toList();
  }

  /** Learns what this host is called, which may take as long as a name service does. */
  void learnOwn() {
    try {
      names.add(normal(Files.readString(HOST_NAME).strip()));
    } catch (IOException e) {
      LOG.debug("no name in {}", HOST_NAME, e);
    }
    try {
      names.add(normal(InetAddress.getLocalHost().getCanonicalHostName()));
    } catch (UnknownHostException e) {
      LOG.debug("this host has no name that leads to it", e);
    }
  }

  /** Returns whether a Host header names this server. */
  boolean isOwn(String hostHeader) {
    String host = normal(withoutPort(hostHeader));
    return IPV4.matcher(host).matches()
        || IPV6.matcher(host).matches()
        || host.endsWith(".localhost")
        || names.contains(host)
        || suffixes.stream().anyMatch(host::endsWith);
  }

  private static String withoutPort(String host) {
    int colon = host.lastIndexOf(':');
    return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
  }

  private static String normal(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }
}
