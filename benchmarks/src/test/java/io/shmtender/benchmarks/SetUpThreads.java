package io.shmtender.benchmarks;

/** The SDK's threads that set something up while a process starts, and end then. */
final class SetUpThreads {
  private static final int MOST = 64;

  private SetUpThreads() {}

  /** Waits for the end of those that there are: what they load belongs to the start. */
  static void await() throws InterruptedException {
    Thread[] threads = new Thread[MOST];
    int count = Thread.enumerate(threads);
    for (int i = 0; i < count; i++) {
      String name = threads[i].getName();
      if (name.equals("aerospike-shm-socket") || name.equals("aerospike-shm-map")) {
        threads[i].join();
      }
    }
  }
}
