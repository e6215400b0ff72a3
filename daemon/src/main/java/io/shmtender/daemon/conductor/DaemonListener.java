package io.shmtender.daemon.conductor;

import io.shmtender.daemon.listen.Listeners;
import io.shmtender.daemon.segment.SegmentException;
import java.time.Duration;
import java.util.List;

/**
 * Watches a daemon, for metrics, the status page and the service manager. Every method is called on
 * the conductor's thread, must not block, and must not throw.
 */
public interface DaemonListener {

  /** Listens to nothing. */
  DaemonListener NONE = new DaemonListener() {};

  /**
   * Returns a listener that passes everything on to all of these, in their order, and never throws.
   */
  static DaemonListener all(List<DaemonListener> listeners) {
    return Listeners.all(DaemonListener.class, listeners);
  }

  /**
   * The conductor goes on: after every tend while it owns, every half second while it stands by.
   * Whoever hears nothing for long watches a conductor that hangs.
   */
  default void turned() {}

  /** Another daemon owns the key; this one waits. */
  default void standingBy() {}

  /** This daemon owns the key now, and its segment is there to be read. */
  default void owning(Ownership ownership) {}

  /** Another state of the cluster is there to be read. The first one comes with the ownership. */
  default void published(Publication publication) {}

  /**
   * What the state that is published next lacks: nodes that the cluster names and that were never
   * reached, with the reasons; empty when it lacks none any more. Told until it lacks none for the
   * first time, and not if it never lacked any.
   */
  default void lacking(String nodes) {}

  /** A state could not be published: the one before stays. */
  default void publishFailed(SegmentException cause) {}

  /** A tend is over and its heartbeat is stored. */
  default void tendStored(TendStored stored) {}

  /** From now on the daemon tends at another interval. */
  default void tendIntervalChanged(Duration tendInterval) {}

  /** Another daemon took the key over while this one was not running. */
  default void lost() {}

  /**
   * What keeps the cluster from being tended or published is another than before; empty when
   * nothing does any more.
   */
  default void trouble(String message) {}

  /** The daemon ends, by a signal or a failure. Nothing comes after this. */
  default void stopped() {}
}
