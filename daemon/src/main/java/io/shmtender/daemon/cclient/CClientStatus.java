package io.shmtender.daemon.cclient;

import io.shmtender.reader.layout.SegmentDirectory;
import io.shmtender.reader.layout.SegmentKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a C-client segment on this host says of itself. Any process can write it, so that it may be
 * wrong. Immutable.
 *
 * @param key its key
 * @param id its System V id
 * @param bytes its length
 * @param attached how many processes have it attached
 * @param layout its layout
 * @param layoutSure whether the layout was told by a tender or follows from the header; layouts 4.6
 *     and 6.4 look alike, and an application does not say which it uses
 * @param locked whether somebody holds its lock
 * @param ready whether it was ever populated
 * @param ownerPid the process id of the last owner, in that process's own PID namespace
 * @param tender the tender that tended last; empty when it was an application, or a tender whose
 *     native segment was not found
 * @param anyTender whether a tender tended last, whichever
 * @param timestampAge how long ago the owner tended, 0 if that is in the future
 * @param maxNodes node slots there are
 * @param maxNamespaces partition tables there are
 * @param nodes the node slots in use, also of nodes that left
 * @param namespaces the partition tables in use
 */
public record CClientStatus(
    SegmentKey key,
    int id,
    long bytes,
    long attached,
    CClientLayout layout,
    boolean layoutSure,
    boolean locked,
    boolean ready,
    int ownerPid,
    Optional<TenderKey> tender,
    boolean anyTender,
    Duration timestampAge,
    int maxNodes,
    int maxNamespaces,
    List<NodeSlot> nodes,
    List<Table> namespaces) {

  /** Copies the lists. */
  public CClientStatus {
    nodes = List.copyOf(nodes);
    namespaces = List.copyOf(namespaces);
  }

  /** A tender that is named by its native segment. */
  public record TenderKey(SegmentDirectory directory, SegmentKey key) {}

  /**
   * A node slot in use.
   *
   * @param name the node
   * @param address its numeric address, empty if it is neither IPv4 nor IPv6
   * @param port its port
   * @param tlsName its TLS name, empty without TLS
   * @param rackId its rack, -1 if that differs between namespaces
   * @param active whether it is in the cluster
   */
  public record NodeSlot(
      String name, String address, int port, String tlsName, int rackId, boolean active) {}

  /**
   * A partition table in use.
   *
   * @param namespace the namespace
   * @param replicas the replication factor; empty in layout 4.6, which does not say it
   * @param strongConsistency whether it is in strong-consistency mode
   * @param masters how many partitions each node slot is the master of
   * @param proles how many partitions each node slot is a prole of
   * @param withoutMaster how many partitions have no master
   */
  public record Table(
      String namespace,
      Optional<Integer> replicas,
      boolean strongConsistency,
      List<Integer> masters,
      List<Integer> proles,
      int withoutMaster) {

    /** Copies the lists. */
    public Table {
      masters = List.copyOf(masters);
      proles = List.copyOf(proles);
    }
  }

  /** Returns whether somebody owns it and tended within a time. */
  public boolean isTended(Duration threshold) {
    return locked && timestampAge.compareTo(threshold) < 0;
  }
}
