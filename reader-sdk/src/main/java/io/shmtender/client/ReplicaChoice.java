package io.shmtender.client;

import io.shmtender.client.policy.ReadModeSC;
import io.shmtender.client.policy.Replica;
import io.shmtender.reader.ClusterMap;
import io.shmtender.reader.ClusterView;
import io.shmtender.reader.Key;
import io.shmtender.reader.NamespaceMap;
import io.shmtender.reader.Node;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Which node an attempt of a command goes to, by the rules of the official client's {@code
 * Partition}. Thread-safe.
 */
final class ReplicaChoice {
  private final List<Integer> rackIds;
  // Whose turn it is by Replica.MASTER_PROLES.
  private final AtomicInteger turn = new AtomicInteger();

  ReplicaChoice(List<Integer> rackIds) {
    this.rackIds = rackIds;
  }

  /** Returns which replica a read of this namespace really goes to. */
  static Replica ofRead(NamespaceMap namespace, Replica replica, ReadModeSC mode) {
    if (namespace.strongConsistency()) {
      if (mode == ReadModeSC.SESSION) {
        return Replica.MASTER;
      }
      if (mode == ReadModeSC.LINEARIZE && replica == Replica.PREFER_RACK) {
        return Replica.SEQUENCE;
      }
    }
    return replica;
  }

  /** Returns which replica a write really goes to. */
  static Replica ofWrite(Replica replica) {
    return replica == Replica.SEQUENCE || replica == Replica.PREFER_RACK
        ? Replica.SEQUENCE
        : Replica.MASTER;
  }

  /** Returns whether a key's partition has got another master, which is then the one to try. */
  static boolean hasMoved(ClusterView before, ClusterView now, Key key) {
    Node master = before.master(key.namespace(), key.partitionId());
    Node masterNow = now.master(key.namespace(), key.partitionId());
    return masterNow != null && (master == null || !masterNow.sameEndpoint(master));
  }

  /**
   * Returns whether what timed out is tried at the same node again. As the official client: a
   * write, or a read that is to be linearized, may still be under way there.
   */
  static boolean staysAfterTimeout(NamespaceMap namespace, boolean write, ReadModeSC mode) {
    return write || (mode == ReadModeSC.LINEARIZE && namespace.strongConsistency());
  }

  /**
   * Returns the node for an attempt. One that answers the tender if there is any, else the first
   * that does not: the tender may be wrong about it.
   *
   * @param replica as {@link #ofRead} or {@link #ofWrite} says
   * @param sequence how often the command has moved on to the next replica
   * @param avoid where the attempt before failed, taken if there is no other; null for none
   * @return null if nobody holds the partition
   */
  Node target(
      ClusterMap map,
      NamespaceMap namespace,
      int partition,
      Replica replica,
      int sequence,
      Node avoid) {
    // Start-up: no switch on an enum, docs/design/start-up.md.
    if (replica == Replica.MASTER) {
      return map.master(namespace, partition);
    }
    if (replica == Replica.SEQUENCE) {
      Node master = sequence == 0 ? map.master(namespace, partition) : null;
      return master != null && master.active()
          ? master
          : holder(map, namespace, partition, sequence, avoid);
    }
    if (replica == Replica.MASTER_PROLES) {
      int next = turn.getAndIncrement() & Integer.MAX_VALUE;
      return holder(map, namespace, partition, next, avoid);
    }
    if (replica == Replica.PREFER_RACK) {
      Node near = inRack(map, namespace, partition, sequence, avoid);
      return near != null ? near : holder(map, namespace, partition, sequence, avoid);
    }
    return any(map.nodes(), avoid);
  }

  private static Node holder(
      ClusterMap map, NamespaceMap namespace, int partition, int sequence, Node avoid) {
    int count = namespace.replicaCount();
    Node silent = null;
    Node avoided = null;
    for (int i = 0; i < count; i++) {
      Node node = map.replica(namespace, (sequence % count + i) % count, partition);
      if (node != null && node.active()) {
        if (!Node.isSame(node, avoid)) {
          return node;
        }
        avoided = node;
      } else if (silent == null) {
        silent = node;
      }
    }
    return avoided != null ? avoided : silent;
  }

  private Node inRack(
      ClusterMap map, NamespaceMap namespace, int partition, int sequence, Node avoid) {
    int count = namespace.replicaCount();
    for (int rack : rackIds) {
      for (int i = 0; i < count; i++) {
        int place = namespace.node((sequence % count + i) % count, partition);
        Node node = map.node(place);
        if (node != null
            && node.active()
            && !Node.isSame(node, avoid)
            && namespace.rackId(place) == rack) {
          return node;
        }
      }
    }
    return null;
  }

  private static Node any(List<Node> nodes, Node avoid) {
    int count = nodes.size();
    int start = count == 0 ? 0 : ThreadLocalRandom.current().nextInt(count);
    Node last = null;
    for (int i = 0; i < count; i++) {
      Node node = nodes.get((start + i) % count);
      if (node.active() && !Node.isSame(node, avoid)) {
        return node;
      }
      last = last == null || node.active() ? node : last;
    }
    return last;
  }
}
