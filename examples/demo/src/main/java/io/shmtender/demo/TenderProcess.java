package io.shmtender.demo;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A tender daemon: {@code aerospike-shm-tender run} in a process of its own. */
final class TenderProcess implements AutoCloseable {
  private final AtomicInteger standbyMessages = new AtomicInteger();
  private final ChildProcess process;

  private TenderProcess(int number, List<String> command) throws DemoFailure {
    process = ChildProcess.start("tender " + number, command, this::onLine);
  }

  static TenderProcess start(int number, List<String> command) throws DemoFailure {
    return new TenderProcess(number, command);
  }

  private void onLine(String line) {
    if (line.contains("standby: another tender owns")) {
      standbyMessages.incrementAndGet();
    }
  }

  /** Returns how often the daemon has become a standby; checks that it runs. */
  int timesStandby() throws DemoFailure {
    process.checkAlive();
    return standbyMessages.get();
  }

  ChildProcess process() {
    return process;
  }

  long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.close();
  }

  @Override
  public String toString() {
    return "pid " + pid();
  }
}
