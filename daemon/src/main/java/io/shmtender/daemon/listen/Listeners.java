package io.shmtender.daemon.listen;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listeners that hear of the same events, in their order. What is wrong with one of them stops
 * neither the others nor what they listen to. As thread-safe as the listeners are.
 *
 * @param <L> what they listen by
 */
public final class Listeners<L> {
  private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

  private final List<L> listeners;
  private final Set<String> noted = ConcurrentHashMap.newKeySet();

  /** Keeps a copy of the list. */
  public Listeners(List<L> listeners) {
    this.listeners = List.copyOf(listeners);
  }

  /** Tells each of them; does not throw, whatever they throw. */
  public void tell(Consumer<L> event) {
    for (L listener : listeners) {
      try {
        event.accept(listener);
      } catch (Throwable e) {
        // Errors too: a class that cannot be loaded, no memory, no stack. None of them is worth
        // the map that others read.
        note(listener, e);
      }
    }
  }

  // Once for each kind, since listeners hear of something every second.
  private void note(L listener, Throwable failure) {
    try {
      if (!noted.add(listener.getClass().getName() + " " + failure.getClass().getName())) {
        return;
      }
      if (failure instanceof OutOfMemoryError) {
        LOG.warn(
            "not enough memory for a listener, {}: give more by -Xmx in AEROSPIKE_SHM_TENDER_OPTS",
            listener.getClass().getSimpleName());
        LOG.debug("not enough memory", failure);
      } else {
        LOG.error(
            "a listener failed, please report this; the daemon goes on, and does not say it again",
            failure);
      }
    } catch (Throwable unsaid) {
      // What the listener lacked, memory or a class, the log lacks too. Tending goes on unsaid.
    }
  }
}
