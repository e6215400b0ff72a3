package io.shmtender.daemon.cclient;

import io.shmtender.daemon.listen.Listeners;
import io.shmtender.reader.layout.SegmentKey;
import java.util.List;

/**
 * Watches the C-client segments, for metrics and the status page. Every method is called on the
 * conductor's thread, must not block, and must not throw.
 */
public interface CClientListener {

  /** Listens to nothing. */
  CClientListener NONE = new CClientListener() {};

  /**
   * Returns a listener that passes everything on to all of these, in their order, and never throws.
   */
  static CClientListener all(List<CClientListener> listeners) {
    return Listeners.all(CClientListener.class, listeners);
  }

  /** Who owns a segment. */
  enum Owner {
    /** This daemon. */
    TENDER,
    /** A daemon with another native key or directory: this one follows. */
    OTHER_TENDER,
    /** An application: the daemon follows. */
    APPLICATION,
    /** Nobody that this daemon knows of: the segment cannot be used, or is not there. */
    NOBODY
  }

  /**
   * The owner changed.
   *
   * @param pid the owner's process id in its own PID namespace, 0 for {@link Owner#NOBODY}
   */
  default void ownerChanged(SegmentKey key, Owner owner, int pid) {}

  /** So many words of 4 bytes, which another process had overwritten, were written again. */
  default void repaired(SegmentKey key, int words) {}

  /** A lock that a dead process had left behind was freed. */
  default void lockRepaired(SegmentKey key) {}

  /**
   * The cluster has more than fits; called again whenever the numbers change, with 0 and 0 when
   * everything fits again.
   *
   * @param nodes nodes without a slot
   * @param namespaces namespaces without a partition table
   */
  default void capacityReached(SegmentKey key, int nodes, int namespaces) {}

  /** The segment of the key was removed by somebody else, and made anew. */
  default void recreated(SegmentKey key) {}

  /** A segment cannot be used; called again whenever the message changes, empty when it can. */
  default void failed(SegmentKey key, String message) {}

  /**
   * How many processes have the segment attached, the daemon included, and how many slots and
   * tables are in use. Called once in a while, and not when nothing changed.
   */
  default void used(SegmentKey key, int attached, int nodes, int namespaces) {}
}
