package io.shmtender.daemon.cclient;

import static io.shmtender.daemon.cclient.CClientLayout.*;

import io.shmtender.reader.ClusterMap;
import io.shmtender.reader.Node;
import io.shmtender.reader.info.ServerVersion;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes a node into its slot of an image. */
final class NodeSlotEncoder {
  static final short AF_INET = 2;
  static final short AF_INET6 = 10;

  // Tells followers to ask the node itself.
  private static final int RACK_DIFFERS = -1;

  private final CClientLayout layout;

  NodeSlotEncoder(CClientLayout layout) {
    this.layout = layout;
  }

  /** Writes everything but the name and whether the node is in the cluster. */
  void write(ClusterMap map, int index, SegmentImage image, int slot) {
    Node node = map.nodes().get(index);
    image.putBytes(slot + NODE_ADDRESS, address(node));
    if (!image.putText(slot + NODE_TLS_NAME, NODE_TLS_NAME_LENGTH, node.tlsName())) {
      // Longer than any host name may be.
      image.clear(slot + NODE_TLS_NAME, NODE_TLS_NAME_LENGTH);
    }
    layout.nodeVersion().ifPresent(offset -> version(node, image, slot + offset));
    image.putInt(slot + layout.nodeFeatures(), node.features());
    image.putInt(slot + layout.nodeRebalanceGeneration(), node.rebalanceGeneration());
    image.putInt(slot + layout.nodeRackId(), rackId(map, index));
  }

  /** Returns the bytes of a {@code struct sockaddr_storage} that mean something. */
  static ByteBuffer significant(byte[] storage) {
    return ByteBuffer.wrap(storage, 0, storage[0] == AF_INET ? 8 : 24).slice();
  }

  /** Returns a {@code struct sockaddr_storage}. */
  static byte[] address(Node node) {
    byte[] storage = new byte[NODE_ADDRESS_LENGTH];
    InetAddress address;
    try {
      // Numeric, so that nothing is looked up.
      address = InetAddress.getByName(node.address());
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(
          "the address " + node.address() + " of node " + node.name() + " is not numeric", e);
    }
    boolean v4 = address instanceof Inet4Address;
    ByteBuffer bytes = ByteBuffer.wrap(storage);
    bytes.order(ByteOrder.nativeOrder()).putShort(0, v4 ? AF_INET : AF_INET6);
    bytes.order(ByteOrder.BIG_ENDIAN).putShort(2, (short) node.port());
    bytes.put(v4 ? 4 : 8, address.getAddress());
    return storage;
  }

  private static void version(Node node, SegmentImage image, int at) {
    ServerVersion version = ServerVersion.parse(node.build());
    image.putShort(at, version.major());
    image.putShort(at + 2, version.minor());
    image.putShort(at + 4, version.patch());
    image.putShort(at + 6, version.build());
  }

  private static int rackId(ClusterMap map, int index) {
    int[] racks = map.namespaces().stream().mapToInt(n -> n.rackId(index)).distinct().toArray();
    return switch (racks.length) {
      case 0 -> 0;
      case 1 -> racks[0];
      default -> RACK_DIFFERS;
    };
  }
}
