package io.shmtender.simulator.info;

import io.shmtender.simulator.topology.Endpoints;
import io.shmtender.simulator.topology.NodeView;
import io.shmtender.simulator.topology.PeerList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Peers and services (server: {@code service_list.c}): {@code generation,3000,[[node,tls
 * name,[address,...]],...]}. Nodes without an address of the kind asked for are left out: without
 * TLS the TLS forms are empty, with TLS all others.
 */
final class PeerInfo {
  private static final int DEFAULT_PORT = 3000;

  private PeerInfo() {}

  static void addTo(Map<String, InfoCommand> commands) {
    commands.put("peers-generation", (view, p) -> Long.toString(view.peers().generation()));
    commands.put("peers-clear-std", (view, p) -> peers(view, p, e -> e.standard(false), false));
    commands.put("peers-clear-alt", (view, p) -> peers(view, p, e -> e.alternate(false), false));
    commands.put("peers-tls-std", (view, p) -> peers(view, p, e -> e.standard(true), false));
    commands.put("peers-tls-alt", (view, p) -> peers(view, p, e -> e.alternate(true), false));
    commands.put("alumni-clear-std", (view, p) -> peers(view, "", e -> e.standard(false), true));
    commands.put("alumni-clear-alt", (view, p) -> peers(view, "", e -> e.alternate(false), true));
    commands.put("alumni-tls-std", (view, p) -> peers(view, "", e -> e.standard(true), true));
    commands.put("alumni-tls-alt", (view, p) -> peers(view, "", e -> e.alternate(true), true));
    commands.put("service", (view, p) -> String.join(";", legacy(view.self().standard(false))));
    commands.put("service-clear-std", (view, p) -> String.join(",", view.self().standard(false)));
    commands.put("service-clear-alt", (view, p) -> String.join(",", view.self().alternate(false)));
    commands.put("service-tls-std", (view, p) -> String.join(",", view.self().standard(true)));
    commands.put("service-tls-alt", (view, p) -> String.join(",", view.self().alternate(true)));
    commands.put("services", (view, p) -> services(view, e -> e.standard(false), false));
    commands.put("services-alternate", (view, p) -> services(view, e -> e.alternate(false), false));
    commands.put("services-alumni", (view, p) -> services(view, e -> e.standard(false), true));
  }

  private static String peers(
      NodeView view,
      String parameters,
      Function<Endpoints, List<String>> kind,
      boolean withAlumni) {
    long since = InfoParameters.find(parameters, "generation").map(PeerInfo::number).orElse(0L);
    StringJoiner list = new StringJoiner(",", "[", "]");
    view.peers()
        .peers()
        .forEach(
            (name, peer) -> {
              List<String> addresses = kind.apply(peer.endpoints());
              boolean listed = peer.present() || withAlumni || since > 0;
              if (listed && peer.changedIn() > since && !addresses.isEmpty()) {
                list.add(
                    since > 0 && !peer.present()
                        ? left(name)
                        : entry(name, peer.endpoints().tlsName(), addresses));
              }
            });
    return view.peers().generation() + "," + DEFAULT_PORT + "," + list;
  }

  private static String entry(String name, String tlsName, List<String> addresses) {
    return addresses.stream()
        .map(PeerInfo::withoutDefaultPort)
        .collect(Collectors.joining(",", "[" + name + "," + tlsName + ",[", "]]"));
  }

  /** How a client that asks for changes learns that a node has left. */
  private static String left(String name) {
    return "[" + name + ",,]";
  }

  private static String withoutDefaultPort(String address) {
    String suffix = ":" + DEFAULT_PORT;
    return address.endsWith(suffix)
        ? address.substring(0, address.length() - suffix.length())
        : address;
  }

  private static String services(
      NodeView view, Function<Endpoints, List<String>> kind, boolean withAlumni) {
    return view.peers().peers().values().stream()
        .filter(peer -> peer.present() || withAlumni)
        .map(PeerList.Peer::endpoints)
        .map(kind)
        .map(PeerInfo::legacy)
        .filter(addresses -> !addresses.isEmpty())
        .map(addresses -> String.join(";", addresses))
        .collect(Collectors.joining(";"));
  }

  /** The old commands know nothing of IPv6. */
  private static List<String> legacy(List<String> addresses) {
    return addresses.stream().filter(address -> !address.startsWith("[")).toList();
  }

  /** As strtoul does: what is no number counts as 0. */
  private static long number(String text) {
    return text.chars().allMatch(c -> c >= '0' && c <= '9') && !text.isEmpty() && text.length() < 19
        ? Long.parseLong(text)
        : 0;
  }
}
