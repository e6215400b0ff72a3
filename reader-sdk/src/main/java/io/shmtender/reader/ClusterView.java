package io.shmtender.reader;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * A state of the cluster as one publish of the tender shows it: a {@link ClusterMap} with the
 * number and the time of the publish. Immutable; two calls on one view never disagree.
 *
 * <p>Readers hand out the same view until there is another. Tests that stand in for a tender make
 * their own; see {@link Router}.
 */
public final class ClusterView {
  private final ClusterMap map;
  private final long sequence;
  private final Instant publishedAt;

  /**
   * Makes a view.
   *
   * @param map the state
   * @param sequence the number of the publish; later views have larger numbers
   * @param publishedAt when it was published, by the wall clock
   */
  public ClusterView(ClusterMap map, long sequence, Instant publishedAt) {
    this.map = requireNonNull(map, "map");
    this.sequence = sequence;
    this.publishedAt = requireNonNull(publishedAt, "publishedAt");
  }

  /**
   * Reads what a segment file says of the cluster, once: to follow it, attach a {@link ShmReader}.
   * Maps nothing.
   *
   * @throws NoSegmentException if there is no such file, or nothing is published in it
   * @throws LayoutVersionException if the file has a layout version that this SDK does not read
   * @throws CorruptSegmentException if the file is not a whole segment
   * @throws UntrustedSegmentException as {@link ShmReader#attach(ReaderOptions)} without a trusted
   *     owner
   */
  public static ClusterView read(Path file) {
    return SegmentLook.view(file);
  }

  /** Returns the state. */
  public ClusterMap map() {
    return map;
  }

  /** Returns the number of the publish that this view shows; later views have larger numbers. */
  public long sequence() {
    return sequence;
  }

  /** Returns when the tender published this state, by the wall clock. */
  public Instant publishedAt() {
    return publishedAt;
  }

  /** Returns the cluster's name, empty when the servers have none. */
  public String clusterName() {
    return map.clusterName();
  }

  /** Returns the nodes, sorted by name. */
  public List<Node> nodes() {
    return map.nodes();
  }

  /** Returns the namespaces, sorted by name. */
  public List<NamespaceMap> namespaces() {
    return map.namespaces();
  }

  /**
   * Returns a namespace.
   *
   * @throws UnknownNamespaceException if the cluster has none of this name
   */
  public NamespaceMap namespace(String name) {
    return map.namespace(name);
  }

  /**
   * Returns the master of a partition, or null while it has none.
   *
   * @throws UnknownNamespaceException if the cluster has no such namespace
   */
  public Node master(String namespace, int partition) {
    return map.master(map.namespace(namespace), partition);
  }

  /**
   * Returns the holder of a replica of a partition: 0 is the master, 1 the first prole and so on;
   * null where nobody holds it.
   *
   * @throws UnknownNamespaceException if the cluster has no such namespace
   */
  public Node replica(String namespace, int replica, int partition) {
    return map.replica(map.namespace(namespace), replica, partition);
  }

  /** Returns all of it. */
  @Override
  public String toString() {
    return "ClusterView[" + map + ", sequence=" + sequence + ", publishedAt=" + publishedAt + "]";
  }
}
