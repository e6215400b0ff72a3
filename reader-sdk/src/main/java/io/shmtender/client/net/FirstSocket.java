package io.shmtender.client.net;

import java.io.IOException;
import java.net.Proxy;
import java.net.Socket;

/**
 * Makes a socket that nobody uses, on a thread that ends with it, once in a JVM. A process that is
 * going to run commands has the first socket's classes set up while it attaches, {@code
 * docs/design/start-up.md}.
 *
 * <p>Nothing waits for it and nothing depends on it: who needs a socket meanwhile waits in the
 * JVM's class initialisation, or does it himself. Where no thread can be started it is left out: a
 * failure in here would make this class unusable for as long as the JVM runs.
 */
public final class FirstSocket implements Runnable {
  private static final Thread THREAD = start();

  private FirstSocket() {}

  private static Thread start() {
    Thread thread = new Thread(null, new FirstSocket(), "aerospike-shm-socket", 0, false);
    thread.setDaemon(true);
    try {
      thread.start();
    } catch (OutOfMemoryError e) {
      // No more threads, says the JVM: what this one saves is not worth an attach that fails.
      return null;
    }
    return thread;
  }

  /** Returns the thread that makes it, or made it; null if there could be none. */
  public static Thread thread() {
    return THREAD;
  }

  @Override
  public void run() {
    try (Socket socket = new Socket(Proxy.NO_PROXY)) {
      // What creates it; the constructor does not.
      socket.setTcpNoDelay(true);
    } catch (IOException ignored) {
      // The first connection meets the same, and says so to somebody.
    }
  }
}
