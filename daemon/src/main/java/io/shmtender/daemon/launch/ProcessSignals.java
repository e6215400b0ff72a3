package io.shmtender.daemon.launch;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the process does when it is asked to stop, by SIGTERM or SIGINT, or to read its
 * configuration again, by SIGHUP. Caught from the first statement of {@code main} on: what is asked
 * for before somebody can do it is done as soon as somebody can.
 *
 * <p>No shutdown hook does this, for it runs while the JVM shuts down already: classes that are
 * loaded for the first time then and have hooks of their own fail, and with them a first tend. Here
 * the JVM goes on as ever until {@code main} is through.
 *
 * <p>Thread-safe: signals come on threads of their own. No lock is held while anything is done.
 */
public final class ProcessSignals {
  private static final Logger LOG = LoggerFactory.getLogger(ProcessSignals.class);
  // A tend takes about an interval at most. Service managers wait a little longer.
  private static final long PATIENCE_SECONDS = 60;

  private Runnable stop;
  private Runnable hangup;
  private boolean caught;
  private boolean stopAsked;
  private boolean hangupAsked;

  private ProcessSignals() {}

  /** Leaves all signals to the JVM. */
  public static ProcessSignals uncaught() {
    return new ProcessSignals();
  }

  /** Catches them from now on. */
  public static ProcessSignals caught() {
    ProcessSignals signals = new ProcessSignals();
    signals.caught = true;
    signals.handle("TERM", signals::stopCame);
    signals.handle("INT", signals::stopCame);
    signals.handle("HUP", signals::hangupCame);
    return signals;
  }

  // Java hears of signals by sun.misc.Signal only, which every JDK has but which the compiler warns
  // of without a way to say that it is meant; hence its names as texts.
  private void handle(String name, Runnable action) {
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
              ProcessSignals.class.getClassLoader(), new Class<?>[] {handler}, act);
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), handling);
    } catch (ReflectiveOperationException | RuntimeException e) {
      // Such as -Xrs. The JVM then ends at once, as it does without a daemon in it.
      LOG.warn("this JVM leaves SIG{} to itself: {}", name, e.toString());
    }
  }

  // Each time: who is told to stop a second time waits for nobody any more.
  private void stopCame() {
    Runnable act;
    boolean first;
    synchronized (this) {
      first = !stopAsked;
      stopAsked = true;
      act = stop;
    }
    try {
      if (act != null) {
        act.run();
      }
    } finally {
      if (first) {
        beginPatience();
      }
    }
  }

  private static void beginPatience() {
    Thread patience = new Thread(ProcessSignals::endInTheEnd, "stop-patience");
    patience.setDaemon(true);
    patience.start();
  }

  private static void endInTheEnd() {
    try {
      TimeUnit.SECONDS.sleep(PATIENCE_SECONDS);
      LOG.error("not stopped within {} s, ended by force", PATIENCE_SECONDS);
      Runtime.getRuntime().halt(ExitCode.FAILURE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void hangupCame() {
    Runnable act;
    synchronized (this) {
      hangupAsked = true;
      act = hangup;
    }
    if (act != null) {
      act.run();
    }
  }

  /** Does this whenever the process is asked to stop, and now if it was. */
  void onStop(Runnable action) {
    boolean now;
    synchronized (this) {
      stop = action;
      now = stopAsked;
    }
    if (now) {
      action.run();
    }
  }

  /** Does this whenever SIGHUP comes, and now if it came; on another thread than this one. */
  void onHangup(Runnable action) {
    boolean now;
    synchronized (this) {
      hangup = action;
      now = hangupAsked;
    }
    if (now) {
      // What came before is done as what comes: the conductor may be who asks, and be waited for.
      Thread late = new Thread(action, "SIGHUP before");
      late.setDaemon(true);
      late.start();
    }
  }

  /** Stops as SIGTERM does. */
  void stopNow() {
    stopCame();
  }

  /**
   * Ends the process in success if it was asked to stop. At once: what {@code main} would do after
   * that may need classes that are gone, as an upgrade may have overwritten the jar.
   */
  synchronized void endIfStopped() {
    if (caught && stopAsked) {
      Runtime.getRuntime().halt(ExitCode.OK);
    }
  }

  /** Returns whether the process was asked to stop. */
  synchronized boolean stopAsked() {
    return stopAsked;
  }
}
