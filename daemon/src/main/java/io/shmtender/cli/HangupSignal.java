package io.shmtender.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/**
 * The signal that asks daemons to read their configuration again.
 *
 * <p>Java hears of signals by {@code sun.misc.Signal} only, which every JDK has but which the
 * compiler warns of without a way to say that it is meant; hence its names as texts.
 */
final class HangupSignal {
  private HangupSignal() {}

  /**
   * Does something on a thread of its own whenever SIGHUP comes, instead of ending the process.
   *
   * @throws IllegalStateException if this JVM has no signals, or was told not to use this one
   */
  static void handle(Runnable action) {
    handle("HUP", action);
  }

  /** As {@link #handle(Runnable)}, for another signal. */
  static void handle(String name, Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      InvocationHandler act =
          (proxy, method, arguments) -> {
            if (method.getName().equals("handle")) {
              action.run();
            }
            return null;
          };
      Object handling =
          Proxy.newProxyInstance(
              HangupSignal.class.getClassLoader(), new Class<?>[] {handler}, act);
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), handling);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JVM cannot handle SIG" + name + ": " + e, e);
    }
  }
}
