package io.shmtender.reader;

/**
 * Routes keys of one namespace. For hot paths: the namespace is looked up once per publish instead
 * of once per key.
 *
 * <p>Safe for use by many threads. The field that remembers the last look-up is written without
 * synchronization: what it points to has final fields only, so that a thread sees a whole older or
 * newer one, and an older one is found out by the sequence; see {@link Cursor}.
 */
public final class NamespaceRouter {
  private final ShmReader reader;
  private final String name;
  private Resolved resolved;

  NamespaceRouter(ShmReader reader, String name) {
    this.reader = reader;
    this.name = name;
    this.resolved = new Resolved(reader.current(), name);
  }

  /** Returns the namespace's name. */
  public String name() {
    return name;
  }

  /**
   * Returns the node that holds the master of a digest's partition. Free of allocation.
   *
   * @param digest the key's digest, 20 bytes
   * @throws PartitionUnavailableException if the partition has no master
   * @throws UnknownNamespaceException if the namespace has left the cluster
   * @throws StaleSegmentException if the reader has a stale limit and it is passed
   */
  public Node route(byte[] digest) {
    Resolved known = resolved;
    if (!known.cursor.isCurrent()) {
      known = resolve(known);
    }
    int partition = NamespaceMap.partitionId(digest);
    Node master = known.masters[partition];
    return master != null ? master : ShmReader.throwUnavailable(name, partition);
  }

  private Resolved resolve(Resolved known) {
    Cursor current = reader.current();
    if (current == known.cursor) {
      return known;
    }
    Resolved next = new Resolved(current, name);
    resolved = next;
    return next;
  }

  // The namespace's masters, one step away instead of four.
  private static final class Resolved {
    final Cursor cursor;
    final Node[] masters;

    Resolved(Cursor cursor, String name) {
      this.cursor = cursor;
      this.masters = cursor.masters(name);
    }
  }
}
