package io.shmtender.benchmarks;

/** What every program loads, beside which {@link FirstRecord} is counted. */
final class EmptyProgram {
  private EmptyProgram() {}

  /** Does what {@link FirstRecord} does besides getting a record. */
  public static void main(String[] arguments) throws InterruptedException {
    SetUpThreads.await();
  }
}
