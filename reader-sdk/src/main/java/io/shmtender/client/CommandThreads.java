package io.shmtender.client;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads of asynchronous commands when the application gives none: virtual ones where the JDK
 * has them, from 21 on; else daemon threads that end a second after their last command.
 */
final class CommandThreads {
  private static final long LINGER_SECONDS = 1;
  // Found by name since this is compiled for 17; null before 21.
  private static final MethodHandle START_VIRTUAL = findStartVirtual();

  private CommandThreads() {}

  /** Returns an executor of up to so many threads; virtual ones are not counted. */
  static Executor executor(int limit) {
    return START_VIRTUAL != null ? CommandThreads::startVirtual : pool(limit);
  }

  static Executor pool(int limit) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            limit,
            limit,
            LINGER_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            CommandThreads::thread);
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /** Returns an executor that never queues a task; the caller keeps the number of tasks small. */
  static Executor unbounded() {
    return START_VIRTUAL != null
        ? CommandThreads::startVirtual
        : new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            LINGER_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            CommandThreads::thread);
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "aerospike-shm-command");
    thread.setDaemon(true);
    return thread;
  }

  private static void startVirtual(Runnable task) {
    try {
      START_VIRTUAL.invokeExact(task);
    } catch (Error | RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(
          "Thread.startVirtualThread throws what it does not declare", e);
    }
  }

  private static MethodHandle findStartVirtual() {
    // In 19 and 20 it is there, but only works with a flag.
    if (Runtime.version().feature() < 21) {
      return null;
    }
    try {
      return MethodHandles.publicLookup()
          .findStatic(
              Thread.class,
              "startVirtualThread",
              MethodType.methodType(Thread.class, Runnable.class))
          .asType(MethodType.methodType(void.class, Runnable.class));
    } catch (NoSuchMethodException | IllegalAccessException e) {
      // A Java that does without, such as one with a library of its own.
      return null;
    }
  }
}
