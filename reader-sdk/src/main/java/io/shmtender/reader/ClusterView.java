package io.shmtender.reader;

import java.nio.LongBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The state of the cluster as of one publish of the tender: nodes, masters, replicas and regimes
 * that belong together. Immutable; two calls on one view never disagree.
 */
public final class ClusterView {
  // The word that no segment has: a view that expects it is never current.
  private static final long NEVER = -1;

  private final Segment segment;
  // The segment's, two steps closer to every look-up; null while that is not mapped, and once a
  // reader has a newer view: what applications keep should not keep a mapping.
  private LongBuffer mappedWord;
  private final long expectedWord;
  // What the mapped word has to be for this view to be used without a further look: the expected
  // one, unless there is more to look at.
  private long trustedWord;
  private final long sequence;
  private final String clusterName;
  private final Instant publishedAt;
  private final List<Node> nodes;
  private final Map<String, NamespaceView> namespaces;
  private final NamespaceView[] namespaceList;

  ClusterView(
      Segment segment,
      long expectedWord,
      long sequence,
      String clusterName,
      Instant publishedAt,
      List<Node> nodes,
      Map<String, NamespaceView> namespaces) {
    this.segment = segment;
    this.mappedWord = segment == null ? null : segment.mappedWord();
    this.expectedWord = expectedWord;
    this.trustedWord = expectedWord;
    this.sequence = sequence;
    this.clusterName = clusterName;
    this.publishedAt = publishedAt;
    this.nodes = nodes;
    this.namespaces = namespaces;
    this.namespaceList = namespaces.values().toArray(new NamespaceView[0]);
  }

  /**
   * Makes a view of no segment, as routers of other sources have it.
   *
   * @param nodes sorted by name
   */
  public ClusterView(
      long sequence, String clusterName, List<Node> nodes, Map<String, NamespaceView> namespaces) {
    this(
        null,
        NEVER,
        sequence,
        clusterName,
        Instant.EPOCH,
        List.copyOf(nodes),
        Map.copyOf(namespaces));
  }

  // One load of the sequence: whether nothing was published since, the segment is still the one,
  // and nobody asked for a closer look. False says nothing.
  boolean isCurrent() {
    LongBuffer word = mappedWord;
    return word != null && Segment.acquire(word) == trustedWord;
  }

  long word() {
    return expectedWord;
  }

  // Whether nothing was published since, and the segment is still the one.
  boolean isUnchanged() {
    return segment.sequenceWord() == expectedWord;
  }

  // Whether it was read from a superseded segment, in which nothing is published any more.
  boolean isFinal() {
    return expectedWord == NEVER;
  }

  // From now on a look-up asks the reader. Threads that run through a look-up may finish it.
  void revoke() {
    trustedWord = NEVER;
  }

  // The reader shows another one. Threads that run through a look-up may finish it.
  void retire() {
    mappedWord = null;
  }

  Segment segment() {
    return segment;
  }

  boolean isMapped() {
    return mappedWord != null;
  }

  // The same state, after the segment was mapped.
  ClusterView mapped() {
    return expecting(expectedWord);
  }

  // The same state, but a reader keeps looking for a newer one.
  ClusterView neverCurrent() {
    return expecting(NEVER);
  }

  private ClusterView expecting(long word) {
    return new ClusterView(segment, word, sequence, clusterName, publishedAt, nodes, namespaces);
  }

  /** Returns the number of the publish that this view shows; later views have larger numbers. */
  public long sequence() {
    return sequence;
  }

  /** Returns the cluster's name, empty when the servers have none. */
  public String clusterName() {
    return clusterName;
  }

  /** Returns when the tender published this state, by the wall clock. */
  public Instant publishedAt() {
    return publishedAt;
  }

  /** Returns the nodes, sorted by name. */
  public List<Node> nodes() {
    return nodes;
  }

  /** Returns the namespaces by name. */
  public Map<String, NamespaceView> namespaces() {
    return namespaces;
  }

  /**
   * Returns a namespace.
   *
   * @throws UnknownNamespaceException if the cluster has none of this name
   */
  public NamespaceView namespace(String name) {
    // Names are interned on both sides more often than not, and there are few of them.
    for (NamespaceView candidate : namespaceList) {
      if (candidate.isNamed(name)) {
        return candidate;
      }
    }
    NamespaceView namespace = namespaces.get(name);
    if (namespace == null) {
      throw UnknownNamespaceException.of(name, this);
    }
    return namespace;
  }
}
