package io.shmtender.daemon.tend;

import io.shmtender.daemon.listen.Listeners;
import io.shmtender.reader.ClusterMap;
import io.shmtender.reader.Node;
import java.util.List;

/**
 * Watches a tender, for metrics and the status page. Every method is called on the thread that
 * tends, must not block, and must not throw. Durations are in nanoseconds.
 */
public interface TendListener {

  /** Listens to nothing. */
  TendListener NONE = new TendListener() {};

  /**
   * Returns a listener that passes everything on to all of these, in their order, and never throws.
   */
  static TendListener all(List<TendListener> listeners) {
    return Listeners.all(TendListener.class, listeners);
  }

  /** From now on the daemon goes by what this tender finds: until now it was tried out. */
  default void accepted() {}

  /** A tend is over. */
  default void tendFinished(TendOutcome outcome) {}

  /** A node answered; the duration covers all that was asked of it, connecting included. */
  default void nodeRefreshed(String node, long durationNanos) {}

  /** A node did not answer, or not as it should; {@code failures} in a row, this one included. */
  default void nodeFailed(String node, long durationNanos, int failures, Exception cause) {}

  /** A node joined the map. */
  default void nodeAdded(Node node) {}

  /** A node left the map. */
  default void nodeRemoved(Node node) {}

  /** The map changed. */
  default void mapChanged(ClusterMap map) {}

  /** Info requests were sent and answered, as many bytes each way, protocol headers included. */
  default void infoExchanged(String node, int requests, long bytesSent, long bytesReceived) {}

  /** So many connections are open at the end of a tend, and so many were opened since the start. */
  default void connectionsCounted(int open, long opened) {}
}
