package io.shmtender.daemon.tend;

import java.util.concurrent.Callable;

/** A result and how long it took, without the wait for a thread. */
record Timed<T>(T value, long nanos) {

  static <T> Timed<T> of(Callable<T> work) throws Exception {
    long start = System.nanoTime();
    T value = work.call();
    return new Timed<>(value, System.nanoTime() - start);
  }
}
