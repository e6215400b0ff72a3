package io.shmtender.daemon.status;

import io.shmtender.reader.ClusterView;
import io.shmtender.reader.NamespaceMap;
import io.shmtender.reader.Node;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Who masters which partition, for the script that draws it. */
final class PartitionsJson {
  // Older moves are of no interest to somebody who looks at a picture of now.
  private static final long KEPT_MILLIS = 3_600_000;

  private PartitionsJson() {}

  /**
   * Returns the partitions; without a segment, there are no namespaces.
   *
   * @param wanted the namespaces that are asked for; all if there are none
   */
  static Map<String, Object> of(StatusSnapshot snapshot, List<String> wanted) {
    Map<String, Object> json = new LinkedHashMap<>();
    ClusterView view =
        snapshot.observation().segment().flatMap(segment -> segment.view()).orElse(null);
    json.put("at_ms", snapshot.at().toEpochMilli());
    json.put("sequence", view == null ? 0 : view.sequence());
    json.put("nodes", view == null ? List.of() : nodes(view, snapshot.observation().marks()));
    json.put("namespaces", view == null ? List.of() : namespaces(view, snapshot, wanted));
    return json;
  }

  private static List<Object> nodes(ClusterView view, Map<String, Integer> marks) {
    List<Object> nodes = new ArrayList<>();
    for (Node node : view.nodes()) {
      int mark = marks.getOrDefault(node.name(), 0);
      nodes.add(
          Map.of(
              "name", node.name(),
              "colour", Swatch.colour(mark),
              "pattern", Swatch.pattern(mark)));
    }
    return nodes;
  }

  // Each is made when it is written: all of a large cluster's are a megabyte.
  private static List<Object> namespaces(
      ClusterView view, StatusSnapshot snapshot, List<String> wanted) {
    List<NamespaceMap> namespaces =
        view.namespaces().stream()
            .filter(namespace -> wanted.isEmpty() || wanted.contains(namespace.name()))
            .toList();
    return new AbstractList<>() {
      @Override
      public Object get(int index) {
        return namespace(namespaces.get(index), snapshot);
      }

      @Override
      public int size() {
        return namespaces.size();
      }
    };
  }

  private static Map<String, Object> namespace(NamespaceMap namespace, StatusSnapshot snapshot) {
    MasterMoves moves =
        snapshot.observation().moves().getOrDefault(namespace.name(), MasterMoves.NONE);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", namespace.name());
    json.put("masters", masters(namespace));
    json.put("moves", moves(moves, snapshot.at().toEpochMilli() - KEPT_MILLIS));
    return json;
  }

  // Two bytes a partition, the lower one first: the index in "nodes", all ones for nobody.
  private static String masters(NamespaceMap namespace) {
    byte[] bytes = new byte[2 * NamespaceMap.PARTITIONS];
    for (int partition = 0; partition < NamespaceMap.PARTITIONS; partition++) {
      int index = namespace.master(partition);
      bytes[2 * partition] = (byte) index;
      bytes[2 * partition + 1] = (byte) (index >> 8);
    }
    return Base64.getEncoder().encodeToString(bytes);
  }

  // Together what moved together, which is most: a rebalance moves thousands.
  private static List<Object> moves(MasterMoves moves, long since) {
    Map<Move, StringBuilder> partitions = new LinkedHashMap<>();
    for (int partition = 0; partition < NamespaceMap.PARTITIONS; partition++) {
      long at = moves.movedAt(partition);
      if (at != 0 && at >= since) {
        StringBuilder moved =
            partitions.computeIfAbsent(
                new Move(at, moves.former(partition)), any -> new StringBuilder());
        moved.append(moved.isEmpty() ? "" : " ").append(partition);
      }
    }
    List<Object> list = new ArrayList<>();
    partitions.forEach(
        (move, moved) ->
            list.add(Map.of("at_ms", move.at(), "from", move.from(), "partitions", moved)));
    return list;
  }

  private record Move(long at, String from) {}
}
