package io.shmtender.daemon.cclient;

import static java.util.Objects.requireNonNull;

import io.shmtender.reader.layout.SegmentKey;

/**
 * A segment to own for C clients. Immutable.
 *
 * @param key the System V key, {@code shm_key} in the C client
 * @param layout the layout of the clients' release
 * @param maxNodes node slots, 1 to {@link #MAX_NODES_LIMIT}; no client may have a smaller {@code
 *     shm_max_nodes}
 * @param maxNamespaces partition tables, 1 to {@link #MAX_NAMESPACES_LIMIT}
 * @param access who may use it
 */
public record CClientSettings(
    SegmentKey key, CClientLayout layout, int maxNodes, int maxNamespaces, SegmentAccess access) {
  /** Node slots unless configured, as in the C client. */
  public static final int DEFAULT_MAX_NODES = 16;

  /** Partition tables unless configured, as in the C client. */
  public static final int DEFAULT_MAX_NAMESPACES = 8;

  /** The most node slots. */
  public static final int MAX_NODES_LIMIT = 1024;

  /** The most partition tables: no server has more namespaces. */
  public static final int MAX_NAMESPACES_LIMIT = 32;

  /** Checks the ranges. */
  public CClientSettings {
    requireNonNull(key);
    requireNonNull(layout);
    requireNonNull(access);
    check("max-nodes", maxNodes, MAX_NODES_LIMIT);
    check("max-namespaces", maxNamespaces, MAX_NAMESPACES_LIMIT);
  }

  /** Settings of a segment that everybody may use. */
  public CClientSettings(SegmentKey key, CClientLayout layout, int maxNodes, int maxNamespaces) {
    this(key, layout, maxNodes, maxNamespaces, SegmentAccess.DEFAULT);
  }

  private static void check(String what, int value, int limit) {
    if (value < 1 || value > limit) {
      throw new IllegalArgumentException(what + " " + value + " is not 1.." + limit);
    }
  }

  /** Returns what to call the segment in messages. */
  @Override
  public String toString() {
    return "C-client segment " + key + " (layout " + layout + ")";
  }

  /** Returns the settings of a key with as much room as the C client has by default. */
  public static CClientSettings defaults(SegmentKey key, CClientLayout layout) {
    return new CClientSettings(key, layout, DEFAULT_MAX_NODES, DEFAULT_MAX_NAMESPACES);
  }
}
