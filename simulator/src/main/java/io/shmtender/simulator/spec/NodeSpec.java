package io.shmtender.simulator.spec;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How a node is set up.
 *
 * @param name the node id as a server prints it: 1 to 16 upper-case hexadecimal digits; null to
 *     have one chosen
 * @param host the loopback address to listen on: {@code 127.0.0.1}, another of 127/8, or {@code
 *     ::1}
 * @param port the port to listen on, 0 for one that is free
 * @param rack the rack, 0 or more
 * @param advertisedHost what peers tell clients instead of {@code host}, for example {@code
 *     localhost}; null for {@code host}
 * @param alternateHosts what clients get that ask for alternate services; the port is the node's
 *     own
 */
public record NodeSpec(
    String name,
    String host,
    int port,
    int rack,
    String advertisedHost,
    List<String> alternateHosts) {

  private static final Pattern NAME = Pattern.compile("[1-9A-F][0-9A-F]{0,15}");

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException when one is out of range
   */
  public NodeSpec {
    if (name != null && !NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "node name '" + name + "' is not 1 to 16 digits 0-9 A-F, the first not 0");
    }
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("port " + port + " is not between 0 and 65535");
    }
    if (rack < 0) {
      throw new IllegalArgumentException("rack " + rack + " is negative");
    }
    alternateHosts = List.copyOf(alternateHosts);
  }

  /** A node with a name chosen by the cluster, on a free port of 127.0.0.1, in rack 0. */
  public static NodeSpec anywhere() {
    return new NodeSpec(null, "127.0.0.1", 0, 0, null, List.of());
  }

  /** The same node with a name. */
  public NodeSpec named(String newName) {
    return new NodeSpec(newName, host, port, rack, advertisedHost, alternateHosts);
  }

  /** The same node on another address. */
  public NodeSpec on(String newHost, int newPort) {
    return new NodeSpec(name, newHost, newPort, rack, advertisedHost, alternateHosts);
  }

  /** The same node in another rack. */
  public NodeSpec inRack(int newRack) {
    return new NodeSpec(name, host, port, newRack, advertisedHost, alternateHosts);
  }

  /** The same node, known to clients by another host name. */
  public NodeSpec advertisedAs(String newHost) {
    return new NodeSpec(name, host, port, rack, newHost, alternateHosts);
  }

  /** The same node with alternate addresses. */
  public NodeSpec withAlternates(String... hosts) {
    return new NodeSpec(name, host, port, rack, advertisedHost, List.of(hosts));
  }

  /** Returns the next name that is not taken: BB9 and a number, as if from a network address. */
  public static String freeName(Set<String> taken) {
    int number = taken.size() + 1;
    String name = numbered(number);
    while (taken.contains(name)) {
      number++;
      name = numbered(number);
    }
    return name;
  }

  private static String numbered(int number) {
    return String.format(Locale.ROOT, "BB9%09X", number);
  }
}
