package io.shmtender.bridge;

import io.shmtender.reader.ClusterView;
import io.shmtender.reader.NamespaceMap;
import io.shmtender.reader.Node;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * What a server would answer to the questions of a client's tend, from a state. The client parses
 * these bytes by hand, so they are just those of a server.
 */
final class InfoAnswers {
  private static final int HEADER_LENGTH = 8;
  private static final int PROTO_VERSION = 2;
  private static final int INFO_TYPE = 1;
  // Where a peer names no port. All do here.
  private static final int DEFAULT_PORT = 3000;

  private InfoAnswers() {}

  /**
   * Who is asked.
   *
   * @param name the node's name
   * @param elsewhere whether it is no longer where the client reaches it. It then says that it is
   *     another node, which makes the client drop it at once
   * @param extraPeersGeneration added to the state's, to make the client look again
   */
  record Self(String name, boolean elsewhere, int extraPeersGeneration) {}

  /** Returns a whole message, or null if there is a name among them that no view can answer. */
  static byte[] answer(FollowedState state, Self self, String[] names) {
    StringBuilder text = new StringBuilder(256);
    for (String name : names) {
      String value = value(state, self, name);
      if (value == null) {
        return null;
      }
      text.append(name).append('\t').append(value).append('\n');
    }
    byte[] body = text.toString().getBytes(StandardCharsets.UTF_8);
    byte[] message = new byte[HEADER_LENGTH + body.length];
    message[0] = PROTO_VERSION;
    message[1] = INFO_TYPE;
    for (int i = 0; i < Integer.BYTES; i++) {
      message[HEADER_LENGTH - 1 - i] = (byte) (body.length >>> (Byte.SIZE * i));
    }
    System.arraycopy(body, 0, message, HEADER_LENGTH, body.length);
    return message;
  }

  private static String value(FollowedState state, Self self, String name) {
    return switch (name) {
      case "node" -> self.elsewhere() ? self.name() + "-left" : self.name();
      case "peers-generation" -> Integer.toString(peersGeneration(state, self));
      case "partition-generation" -> Integer.toString(state.partitionGeneration(self.name()));
      case "rebalance-generation" -> Integer.toString(state.racksGeneration());
      case "peers-clear-std", "peers-clear-alt", "peers-tls-std", "peers-tls-alt" ->
          peers(state, self);
      case "replicas" -> state.replicas(self.name());
      case "rack-ids" -> racks(state, self);
      default -> null;
    };
  }

  private static int peersGeneration(FollowedState state, Self self) {
    return state.peersGeneration() + self.extraPeersGeneration();
  }

  private static String peers(FollowedState state, Self self) {
    StringBuilder text = new StringBuilder(256);
    text.append(peersGeneration(state, self)).append(',').append(DEFAULT_PORT).append(",[");
    String comma = "";
    for (Node node : state.view().nodes()) {
      if (!node.name().equals(self.name())) {
        boolean six = node.address().indexOf(':') >= 0;
        text.append(comma)
            .append('[')
            .append(node.name())
            .append(',')
            .append(node.tlsName())
            .append(",[")
            .append(six ? "[" : "")
            .append(node.address())
            .append(six ? "]" : "")
            .append(':')
            .append(node.port())
            .append("]]");
        comma = ",";
      }
    }
    return text.append(']').toString();
  }

  /** Returns the bitmaps of a node at a place; empty ones for {@link NamespaceMap#NONE}. */
  static String replicas(FollowedState state, int place) {
    StringBuilder text = new StringBuilder(4096);
    for (NamespaceMap namespace : state.view().namespaces()) {
      text.append(text.isEmpty() ? "" : ";")
          .append(namespace.name())
          .append(':')
          .append(state.regime(namespace))
          .append(',')
          .append(namespace.replicaCount());
      for (int replica = 0; replica < namespace.replicaCount(); replica++) {
        text.append(',').append(bitmap(namespace, replica, place));
      }
    }
    return text.toString();
  }

  private static String bitmap(NamespaceMap namespace, int replica, int place) {
    byte[] bits = new byte[NamespaceMap.PARTITIONS / Byte.SIZE];
    if (place != NamespaceMap.NONE) {
      for (int partition = 0; partition < NamespaceMap.PARTITIONS; partition++) {
        if (namespace.node(replica, partition) == place) {
          bits[partition >> 3] |= (byte) (0x80 >> (partition & 7));
        }
      }
    }
    return Base64.getEncoder().encodeToString(bits);
  }

  private static String racks(FollowedState state, Self self) {
    ClusterView view = state.view();
    int place = state.place(self.name());
    StringBuilder text = new StringBuilder();
    for (NamespaceMap namespace : view.namespaces()) {
      text.append(text.isEmpty() ? "" : ";")
          .append(namespace.name())
          .append(':')
          .append(place == NamespaceMap.NONE ? 0 : namespace.rackId(place));
    }
    return text.toString();
  }
}
