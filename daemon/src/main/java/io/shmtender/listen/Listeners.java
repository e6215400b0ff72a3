package io.shmtender.listen;

import java.util.List;
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

  /** Keeps a copy of the list. */
  public Listeners(List<L> listeners) {
    this.listeners = List.copyOf(listeners);
  }

  /** Tells each of them; does not throw, whatever they throw. */
  public void tell(Consumer<L> event) {
    for (L listener : listeners) {
      try {
        event.accept(listener);
      } catch (RuntimeException e) {
        LOG.error("a listener failed, please report this; the daemon goes on", e);
      }
    }
  }
}
