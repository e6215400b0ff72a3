package io.shmtender.daemon.report;

import io.shmtender.reader.ClusterView;
import io.shmtender.reader.NamespaceMap;
import io.shmtender.reader.Node;
import io.shmtender.reader.SegmentStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Segments for scripts: exact values, times as ISO 8601, what is unknown left out. */
public final class SegmentJson {
  private SegmentJson() {}

  /** Returns a segment in short, as {@code ls} shows it. */
  public static Map<String, Object> summary(SegmentEntry entry) {
    Map<String, Object> json = header(entry);
    entry
        .view()
        .ifPresent(
            view -> {
              json.put("nodes", view.nodes().size());
              json.put("namespaces", view.namespaces().size());
            });
    return json;
  }

  /** Returns all of a segment, as {@code inspect} shows it. */
  public static Map<String, Object> details(SegmentEntry entry) {
    Map<String, Object> json = header(entry);
    entry
        .view()
        .ifPresent(
            view -> {
              json.put("published_at", view.publishedAt());
              json.put("nodes", view.nodes().stream().map(SegmentJson::node).toList());
              json.put("namespaces", namespaces(view));
            });
    return json;
  }

  private static Map<String, Object> header(SegmentEntry entry) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("key", entry.file().key());
    json.put("path", entry.path());
    json.put("state", entry.condition());
    if (!entry.problem().isEmpty()) {
      json.put("problem", entry.problem());
    }
    entry.view().ifPresent(view -> json.put("cluster_name", view.clusterName()));
    Optional<SegmentStatus> status = entry.status();
    if (status.isPresent()) {
      add(json, status.get());
    }
    return json;
  }

  private static void add(Map<String, Object> json, SegmentStatus status) {
    json.put("tended", status.tended());
    json.put("layout_version", status.layoutVersion());
    json.put("bytes", status.bytes());
    json.put("max_nodes", status.maxNodes());
    json.put("max_namespaces", status.maxNamespaces());
    json.put("max_replicas", status.maxReplicas());
    json.put("sequence", status.sequence());
    addOwner(json, status);
    json.put("owner_started_at", status.ownerStart());
    json.put("created_at", status.created());
    json.put("last_tend_at", status.heartbeatAt());
    json.put("tends", status.tends());
    json.put("failed_tends", status.failedTends());
    json.put("takeover_threshold_ms", status.takeoverThreshold().toMillis());
  }

  /** Adds who owns a segment and how its last tend was. */
  public static void addOwner(Map<String, Object> json, SegmentStatus status) {
    json.put("owner_pid", status.ownerPid());
    json.put("epoch", status.epoch());
    json.put("last_tend_age_ms", status.heartbeatAge().toMillis());
    json.put("last_tend_us", status.lastTend().toNanos() / 1000);
    json.put("tend_interval_ms", status.tendInterval().toMillis());
  }

  /** Returns a node; to be added to. */
  public static Map<String, Object> node(Node node) {
    Map<String, Object> json = identity(node.name(), node.address(), node.port(), node.tlsName());
    json.put("build", node.build());
    json.put("active", node.active());
    return json;
  }

  /** Returns which node, and where it is; to be added to. */
  public static Map<String, Object> identity(
      String name, String address, int port, String tlsName) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", name);
    json.put("address", address);
    json.put("port", port);
    if (!tlsName.isEmpty()) {
      json.put("tls_name", tlsName);
    }
    return json;
  }

  /** Returns a namespace; to be added to. */
  public static Map<String, Object> namespace(NamespaceMap namespace, PartitionCounts counts) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", namespace.name());
    json.put("strong_consistency", namespace.strongConsistency());
    json.put("replicas", namespace.replicaCount());
    json.put("partitions_without_master", counts.withoutMaster());
    return json;
  }

  private static List<Object> namespaces(ClusterView view) {
    List<Object> all = new ArrayList<>();
    for (NamespaceMap namespace : view.namespaces()) {
      PartitionCounts counts = new PartitionCounts(view.map(), namespace);
      Map<String, Object> json = namespace(namespace, counts);
      json.put("missing_proles", counts.missingProles());
      json.put(
          "nodes",
          view.nodes().stream()
              .map(node -> partitions(node, view.map().rackId(namespace, node), counts))
              .toList());
      all.add(json);
    }
    return all;
  }

  private static Map<String, Object> partitions(Node node, int rack, PartitionCounts counts) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", node.name());
    json.put("rack", rack);
    json.put("masters", counts.masters(node));
    json.put("proles", counts.proles(node));
    return json;
  }
}
