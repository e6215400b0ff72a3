package io.shmtender.simulator.info;

import io.shmtender.simulator.topology.Claims;
import io.shmtender.simulator.topology.Member;
import io.shmtender.simulator.topology.NodeView;
import io.shmtender.simulator.topology.PartitionTable;
import io.shmtender.simulator.wire.ResultCode;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Partition ownership and racks (server: {@code partition.c}, {@code thr_info.c}). */
final class PartitionInfo {
  private PartitionInfo() {}

  static void addTo(Map<String, InfoCommand> commands) {
    commands.put("partition-generation", (view, p) -> Integer.toString(view.partitionGeneration()));
    commands.put("rebalance-generation", (view, p) -> Long.toString(view.rebalanceGeneration()));
    commands.put("partitions", (view, p) -> Integer.toString(PartitionTable.PARTITIONS));
    commands.put("replicas", PartitionInfo::replicas);
    commands.put("replicas-all", (view, p) -> perNamespace(view, c -> bitmaps(c, 0)));
    commands.put("replicas-master", (view, p) -> perNamespace(view, c -> c.bitmap(0)));
    commands.put("partition-info", (view, p) -> partitionInfo(view));
    commands.put("rack-ids", (view, p) -> perNamespace(view, c -> Integer.toString(view.rack())));
    commands.put("racks", PartitionInfo::racks);
  }

  private static String replicas(NodeView view, String parameters) {
    Optional<String> max = InfoParameters.find(parameters, "max");
    if (max.isPresent() && !max.get().matches("\\d{1,3}")) {
      return InfoError.of(ResultCode.PARAMETER, "bad max");
    }
    int limit = max.map(Integer::parseInt).orElse(0);
    return perNamespace(view, claims -> claims.regime() + "," + bitmaps(claims, limit));
  }

  private static String bitmaps(Claims claims, int limit) {
    int count =
        limit == 0 ? claims.replicationFactor() : Math.min(limit, claims.replicationFactor());
    StringBuilder text = new StringBuilder().append(count);
    for (int i = 0; i < count; i++) {
      text.append(',').append(claims.bitmap(i));
    }
    return text.toString();
  }

  private static String perNamespace(NodeView view, Function<Claims, String> value) {
    return view.claims().entrySet().stream()
        .map(e -> e.getKey() + ":" + value.apply(e.getValue()))
        .collect(Collectors.joining(";"));
  }

  private static String racks(NodeView view, String parameters) {
    Optional<String> namespace = InfoParameters.find(parameters, "namespace");
    if (namespace.isPresent()) {
      return view.claims().containsKey(namespace.get())
          ? rackMembers(view)
          : InfoError.namespaceNotFound();
    }
    return view.claims().keySet().stream()
        .map(name -> "ns=" + name + ":" + rackMembers(view))
        .collect(Collectors.joining(";"));
  }

  private static String rackMembers(NodeView view) {
    Map<Integer, List<String>> byRack =
        view.members().stream()
            .sorted(Comparator.comparing(Member::name).reversed())
            .collect(
                Collectors.groupingBy(
                    Member::rack,
                    TreeMap::new,
                    Collectors.mapping(Member::name, Collectors.toList())));
    return byRack.entrySet().stream()
        .map(e -> "rack_" + e.getKey() + "=" + String.join(",", e.getValue()))
        .collect(Collectors.joining(":"));
  }

  private static String partitionInfo(NodeView view) {
    StringBuilder text =
        new StringBuilder(
            "namespace:partition:state:n_replicas:replica:succession:n_dupl:working_master:"
                + "proxy_dst:emigrates:lead_emigrates:immigrates:records:tombstones:regime:"
                + "tree_id:version:final_version");
    view.claims()
        .forEach(
            (name, claims) -> {
              for (int pid = 0; pid < PartitionTable.PARTITIONS; pid++) {
                text.append(';').append(partition(name, claims, pid));
              }
            });
    return text.toString();
  }

  private static String partition(String namespace, Claims claims, int pid) {
    int replica = claims.replica(pid);
    String master = claims.master(pid);
    String state = master == null ? "U" : replica >= 0 ? "S" : "A";
    String working = replica == 0 ? master : "0";
    String proxy = replica == 0 || master == null ? "0" : master;
    int owners = master == null ? 0 : claims.replicationFactor();
    return String.join(
        ":",
        namespace,
        Integer.toString(pid),
        state,
        Integer.toString(owners),
        Integer.toString(replica),
        Integer.toString(replica),
        "0",
        working,
        proxy,
        "0:0:0:0:0",
        Integer.toString(claims.regime()),
        "0",
        "0.0.---",
        "0.0.---");
  }
}
