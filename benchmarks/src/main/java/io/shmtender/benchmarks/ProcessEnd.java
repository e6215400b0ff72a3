package io.shmtender.benchmarks;

/** The end of processes that were told to end. */
final class ProcessEnd {
  private ProcessEnd() {}

  /** Waits until a process has ended; kills it if this thread is interrupted meanwhile. */
  static void await(Process process) {
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
