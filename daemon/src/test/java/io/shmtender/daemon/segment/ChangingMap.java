package io.shmtender.daemon.segment;

import io.shmtender.reader.ClusterMap;
import io.shmtender.reader.NamespaceMap;
import io.shmtender.reader.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** A cluster in which something changes at random with every step, as maps of it. */
final class ChangingMap {
  private static final int MOST_NODES = 9;
  private static final int MOST_NAMESPACES = 5;

  private final Random random;
  private final TreeMap<String, Node> nodes = new TreeMap<>();
  private final TreeMap<String, NamespaceMap> namespaces = new TreeMap<>();
  private String name = "a";

  ChangingMap(Random random) {
    this.random = random;
    join();
    appear();
  }

  ClusterMap map() {
    return new ClusterMap(name, List.copyOf(nodes.values()), List.copyOf(namespaces.values()));
  }

  /** Changes one thing, or now and then nothing. */
  ClusterMap next() {
    switch (random.nextInt(12)) {
      case 0 -> join();
      case 1 -> leave();
      case 2 -> appear();
      case 3 -> disappear();
      case 4 -> name = name.equals("a") ? "another" : "a";
      case 5 -> node(random.nextInt(9), random.nextBoolean());
      case 6 -> copyAll();
      case 7 -> {}
      default -> move(random.nextInt(3) == 0 ? 4096 : 1);
    }
    return map();
  }

  private void join() {
    if (nodes.size() < MOST_NODES) {
      String added = "N" + random.nextInt(1000);
      nodes.put(added, node(added, 0, true));
      redistribute();
    }
  }

  private void leave() {
    if (nodes.size() > 1) {
      nodes.remove(anyOf(nodes));
      redistribute();
    }
  }

  private void node(int generation, boolean active) {
    String changed = anyOf(nodes);
    nodes.put(changed, node(changed, generation, active));
  }

  private static Node node(String name, int generation, boolean active) {
    return new Node(
        name,
        "127.0.0.1",
        3000,
        generation % 2 == 0 ? "" : "tls-" + name,
        "8.1." + generation,
        generation,
        generation,
        active);
  }

  private void appear() {
    if (namespaces.size() < MOST_NAMESPACES) {
      String added = "ns" + random.nextInt(1000);
      namespaces.put(added, namespace(added));
    }
  }

  private void disappear() {
    if (namespaces.size() > 1) {
      namespaces.remove(anyOf(namespaces));
    }
  }

  // Nodes have other positions in the map, so that nothing is where it was.
  private void redistribute() {
    namespaces.replaceAll((namespace, former) -> namespace(namespace));
  }

  private NamespaceMap namespace(String namespace) {
    short[][] replicas = new short[1 + random.nextInt(3)][NamespaceMap.PARTITIONS];
    for (short[] row : replicas) {
      for (int partition = 0; partition < row.length; partition++) {
        row[partition] = holder();
      }
    }
    int[] racks = random.ints(nodes.size(), 0, 3).toArray();
    return new NamespaceMap(namespace, random.nextBoolean(), replicas, regimes(), racks);
  }

  private int[] regimes() {
    return random.nextBoolean()
        ? new int[NamespaceMap.PARTITIONS]
        : random.ints(NamespaceMap.PARTITIONS).toArray();
  }

  private short holder() {
    return (short) (random.nextInt(nodes.size() + 1) + NamespaceMap.NONE);
  }

  private void move(int partitions) {
    String changed = anyOf(namespaces);
    Copy copy = new Copy(namespaces.get(changed));
    for (int i = 0; i < partitions; i++) {
      int partition = random.nextInt(NamespaceMap.PARTITIONS);
      copy.replicas[random.nextInt(copy.replicas.length)][partition] = holder();
      copy.regimes[partition] += random.nextInt(2);
    }
    copy.racks[random.nextInt(copy.racks.length)] = random.nextInt(3);
    namespaces.put(changed, copy.toMap());
  }

  private void copyAll() {
    namespaces.replaceAll((namespace, former) -> new Copy(former).toMap());
  }

  private String anyOf(Map<String, ?> of) {
    return new ArrayList<>(of.keySet()).get(random.nextInt(of.size()));
  }

  private final class Copy {
    private final NamespaceMap of;
    private final short[][] replicas;
    private final int[] regimes = new int[NamespaceMap.PARTITIONS];
    private final int[] racks = new int[nodes.size()];

    Copy(NamespaceMap of) {
      this.of = of;
      replicas = new short[of.replicaCount()][NamespaceMap.PARTITIONS];
      for (int partition = 0; partition < NamespaceMap.PARTITIONS; partition++) {
        regimes[partition] = of.regime(partition);
        for (int replica = 0; replica < replicas.length; replica++) {
          replicas[replica][partition] = (short) of.node(replica, partition);
        }
      }
      for (int node = 0; node < racks.length; node++) {
        racks[node] = of.rackId(node);
      }
    }

    NamespaceMap toMap() {
      return new NamespaceMap(of.name(), of.strongConsistency(), replicas, regimes, racks);
    }
  }
}
