package io.shmtender.simulator.info;

import io.shmtender.simulator.topology.Claims;
import io.shmtender.simulator.topology.Member;
import io.shmtender.simulator.topology.NodeView;
import io.shmtender.simulator.wire.ResultCode;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Namespaces, sets, indexes and statistics: the part of them that tools and clients look at. */
final class NamespaceInfo {
  private NamespaceInfo() {}

  static void addTo(Map<String, InfoCommand> commands) {
    commands.put("namespaces", (view, p) -> String.join(";", view.claims().keySet()));
    commands.put("namespace", NamespaceInfo::namespace);
    commands.put(
        "sets",
        (view, p) ->
            p.isEmpty() || view.claims().containsKey(p.split("/", 2)[0]) ? "" : "ns_type=unknown");
    commands.put("sindex-list", (view, p) -> "");
    commands.put("sindex", (view, p) -> "");
    commands.put("udf-list", (view, p) -> "");
    commands.put("truncate", (view, p) -> truncate(view, p, true));
    commands.put("truncate-namespace", (view, p) -> truncate(view, p, false));
    commands.put("cluster-stable", NamespaceInfo::clusterStable);
    commands.put("statistics", (view, p) -> statistics(view));
  }

  private static String namespace(NodeView view, String name) {
    Claims claims = view.claims().get(name);
    if (claims == null) {
      return "type=unknown";
    }
    return "ns_cluster_size="
        + view.members().size()
        + ";effective_replication_factor="
        + (view.isJoined() ? claims.replicationFactor() : 0)
        + ";objects="
        + claims.namespace().records().size()
        + ";master_objects="
        + claims.namespace().records().size()
        + ";unavailable_partitions=0;dead_partitions=0;migrate_tx_partitions_remaining=0"
        + ";migrate_rx_partitions_remaining=0;stop_writes=false"
        + ";replication-factor="
        + claims.namespace().spec().replicationFactor()
        + ";default-ttl="
        + claims.namespace().defaultTtlSeconds()
        + ";strong-consistency="
        + claims.namespace().spec().strongConsistency()
        + ";rack-id="
        + view.rack()
        + ";nsup-period=1;storage-engine=memory";
  }

  private static String truncate(NodeView view, String parameters, boolean ofSet) {
    Optional<String> name = InfoParameters.find(parameters, "namespace");
    Optional<String> set = InfoParameters.find(parameters, "set");
    if (name.isEmpty()) {
      return InfoError.of(ResultCode.NAMESPACE, "missing 'namespace'");
    }
    if (ofSet && set.isEmpty()) {
      return InfoError.of(ResultCode.PARAMETER, "missing 'set'");
    }
    Claims claims = view.claims().get(name.get());
    if (claims == null) {
      return InfoError.namespaceNotFound();
    }
    if (ofSet) {
      claims.namespace().records().clearSet(set.get());
    } else {
      claims.namespace().records().clear();
    }
    return "ok";
  }

  private static String clusterStable(NodeView view, String parameters) {
    if (!view.isJoined()) {
      return InfoError.of(ResultCode.CLUSTER_KEY_MISMATCH, "unstable cluster");
    }
    Optional<String> size = InfoParameters.find(parameters, "size");
    if (size.isPresent() && !size.get().equals(Integer.toString(view.members().size()))) {
      return InfoError.of(ResultCode.CLUSTER_KEY_MISMATCH, "cluster not specified size");
    }
    Optional<String> namespace = InfoParameters.find(parameters, "namespace");
    if (namespace.isPresent() && !view.claims().containsKey(namespace.get())) {
      return InfoError.namespaceNotFound();
    }
    return clusterKey(view);
  }

  private static String statistics(NodeView view) {
    long objects =
        view.claims().values().stream().mapToLong(c -> c.namespace().records().size()).sum();
    return "failed_best_practices=false;cluster_size="
        + view.members().size()
        + ";cluster_key="
        + clusterKey(view)
        + ";cluster_generation="
        + view.rebalanceGeneration()
        + ";cluster_principal="
        + view.members().stream()
            .map(Member::name)
            .max(Comparator.naturalOrder())
            .orElse(view.name())
        + ";cluster_integrity=true;cluster_is_member=true;objects="
        + objects
        + ";migrate_allowed=true;migrate_partitions_remaining=0";
  }

  /** The same on all nodes that agree on the members, as a real cluster key is. */
  private static String clusterKey(NodeView view) {
    if (!view.isJoined()) {
      return "0";
    }
    int hash = new TreeSet<>(view.members().stream().map(Member::name).toList()).hashCode();
    return Integer.toHexString(hash | 1).toUpperCase(Locale.ROOT);
  }
}
