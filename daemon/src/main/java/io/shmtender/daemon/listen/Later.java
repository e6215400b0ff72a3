package io.shmtender.daemon.listen;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps what happens until it may be told. For one thread.
 *
 * @param <L> what its listener listens by
 */
public final class Later<L> {
  private final L listener;
  private final L recorder;
  private final List<Runnable> happened = new ArrayList<>();

  /**
   * Creates one to which nothing has happened.
   *
   * @param type what the listener listens by: a public interface whose methods return nothing
   */
  public Later(Class<L> type, L listener) {
    this.listener = listener;
    this.recorder =
        Listeners.proxy(
            type,
            (proxy, event, details) -> {
              happened.add(() -> tell(event, details));
              return null;
            });
  }

  /** Returns what is to be told now. */
  public L recorder() {
    return recorder;
  }

  /** Tells the listener everything that happened since this was called last, in its order. */
  public void passOn() {
    List<Runnable> all = List.copyOf(happened);
    happened.clear();
    all.forEach(Runnable::run);
  }

  private void tell(Method event, Object[] details) {
    try {
      event.invoke(listener, details);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(event + " failed", e.getCause());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(event + " is of no public interface", e);
    }
  }
}
