package io.shmtender.daemon.status;

import io.shmtender.daemon.report.SegmentEntry;
import io.shmtender.daemon.report.SegmentJson;
import io.shmtender.daemon.report.Word;
import io.shmtender.daemon.status.CClientBoard.CClientState;
import io.shmtender.reader.NamespaceMap;
import io.shmtender.reader.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the page shows, for scripts: exact values, times as ISO 8601, what is unknown left out. */
final class StatusJson {
  private StatusJson() {}

  static Map<String, Object> of(StatusSnapshot snapshot) {
    Optional<SegmentEntry> segment = snapshot.observation().segment();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("at", snapshot.at());
    json.put("key", snapshot.key());
    json.put("directory", snapshot.settings().directory().path());
    json.put("pid", snapshot.daemon().pid());
    json.put("started_at", snapshot.daemon().startedAt());
    json.put("version", snapshot.daemon().version());
    json.put("role", snapshot.stance().role());
    json.put("role_since", snapshot.stance().since());
    json.put("trouble", snapshot.trouble());
    json.put("standbys", List.copyOf(snapshot.host().waiting()));
    json.put("state", segment.map(entry -> entry.condition().toString()).orElse("none"));
    segment.flatMap(SegmentEntry::status).ifPresent(status -> SegmentJson.addOwner(json, status));
    snapshot.observation().cluster().ifPresent(cluster -> add(json, cluster, snapshot));
    json.put("segments", segments(snapshot));
    json.put(
        "c_client_segments", snapshot.cClients().stream().map(StatusJson::cClientSegment).toList());
    json.put("surveyed_at", snapshot.host().at());
    json.put("processes_hidden", snapshot.host().mappings().hidden());
    json.put("processes_not_looked_at_yet", snapshot.host().mappings().pending());
    json.put("tends", snapshot.timeline().stream().map(StatusJson::step).toList());
    json.put("events", snapshot.events().stream().map(StatusJson::event).toList());
    return json;
  }

  private static void add(Map<String, Object> json, ClusterFacts facts, StatusSnapshot snapshot) {
    json.put("cluster_name", facts.view().clusterName());
    json.put("sequence", facts.view().sequence());
    json.put("published_at", facts.view().publishedAt());
    List<Object> nodes = new ArrayList<>();
    for (Node node : facts.nodes()) {
      Map<String, Object> one = SegmentJson.node(node);
      one.put("racks", facts.racks(node));
      one.put("masters", facts.masters(node));
      one.put("proles", facts.proles(node));
      NodeTroubles.Trouble trouble = snapshot.troubles().get(node.name());
      if (trouble != null) {
        one.put("failing_since", trouble.since());
        one.put("failed_tends", trouble.times());
        one.put("failure", trouble.why());
      }
      nodes.add(one);
    }
    json.put("nodes", nodes);
    List<Object> namespaces = new ArrayList<>();
    for (NamespaceMap namespace : facts.namespaces()) {
      Map<String, Object> one = SegmentJson.namespace(namespace, facts.counts(namespace));
      one.put(
          "masters_moved_in_the_last_minute",
          snapshot
              .observation()
              .moves()
              .getOrDefault(namespace.name(), MasterMoves.NONE)
              .since(snapshot.at().minus(PartitionsSection.RECENT).toEpochMilli()));
      namespaces.add(one);
    }
    json.put("namespaces", namespaces);
  }

  private static List<Object> segments(StatusSnapshot snapshot) {
    SegmentReaders readers = new SegmentReaders(snapshot);
    List<Object> segments = new ArrayList<>();
    for (SegmentSummary segment : snapshot.host().segments()) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("key", segment.file().key());
      json.put("path", segment.path());
      json.put("state", segment.condition());
      json.put("readers_seen", List.copyOf(readers.of(segment.path(), segment.status())));
      segments.add(json);
    }
    return segments;
  }

  private static Object cClientSegment(CClientState segment) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("key", segment.settings().key());
    json.put("layout", segment.settings().layout());
    json.put("owner", Word.of(segment.owner()));
    json.put("owner_pid", segment.pid());
    json.put("attached", segment.attached());
    json.put("nodes", segment.nodes());
    json.put("max_nodes", segment.settings().maxNodes());
    json.put("namespaces", segment.namespaces());
    json.put("max_namespaces", segment.settings().maxNamespaces());
    json.put("words_repaired", segment.repaired());
    json.put("problem", segment.problem());
    return json;
  }

  private static Object step(Optional<Timeline.Step> step) {
    if (step.isEmpty()) {
      return null;
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("tends", step.get().tends());
    json.put("failed", step.get().failures());
    json.put("median_us", step.get().median() / 1000);
    json.put("p99_us", step.get().p99() / 1000);
    json.put("longest_us", step.get().longest() / 1000);
    json.put("masters_moved", step.get().moves());
    return json;
  }

  private static Object event(Event event) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("at", event.at());
    json.put("kind", Word.of(event.change().kind()));
    json.put("text", event.change().text());
    json.put("times", event.times());
    return json;
  }
}
