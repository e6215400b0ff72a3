package io.shmtender.daemon.listen;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Several listeners as one. */
public final class Listeners {
  private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

  private Listeners() {}

  /**
   * Returns a listener that passes everything on to all of these, in their order, and never throws.
   *
   * @param type what they listen by: a public interface whose methods return nothing
   */
  public static <L> L all(Class<L> type, List<L> listeners) {
    return proxy(type, new FanOut(List.copyOf(listeners)));
  }

  /** Returns a listener that has everything that it hears handled. */
  static <L> L proxy(Class<L> type, InvocationHandler handler) {
    for (Method event : type.getMethods()) {
      if (!Modifier.isStatic(event.getModifiers()) && event.getReturnType() != void.class) {
        throw new IllegalArgumentException(event + " expects an answer: it is no event");
      }
    }
    InvocationHandler events =
        (proxy, method, details) ->
            method.getDeclaringClass() == Object.class
                ? ofObject(type, proxy, method, details)
                : handler.invoke(proxy, method, details);
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, events));
  }

  private static Object ofObject(Class<?> type, Object proxy, Method method, Object[] details) {
    return switch (method.getName()) {
      case "equals" -> proxy == details[0];
      case "hashCode" -> System.identityHashCode(proxy);
      default -> type.getSimpleName() + " of others";
    };
  }

  /**
   * Tells each of several listeners. What is wrong with one of them stops neither the others nor
   * what they listen to.
   *
   * <p>As thread-safe as the listeners are: all that is kept here is a list that does not change
   * and, in a concurrent set, which failures were logged.
   */
  private static final class FanOut implements InvocationHandler {
    private final List<?> listeners;
    private final Set<String> noted = ConcurrentHashMap.newKeySet();

    FanOut(List<?> listeners) {
      this.listeners = listeners;
    }

    @Override
    public Object invoke(Object proxy, Method event, Object[] details) {
      for (Object listener : listeners) {
        try {
          event.invoke(listener, details);
        } catch (InvocationTargetException e) {
          note(listener, e.getCause());
        } catch (Throwable e) {
          // Such as no memory for the exception above.
          note(listener, e);
        }
      }
      return null;
    }

    // Once for each kind, since listeners hear of something every second. Errors too: a class that
    // cannot be loaded, no memory, no stack. None of them is worth the map that others read.
    private void note(Object listener, Throwable failure) {
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
}
