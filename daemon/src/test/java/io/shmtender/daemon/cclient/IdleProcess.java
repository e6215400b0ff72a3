package io.shmtender.daemon.cclient;

import java.io.IOException;

/** A process that does nothing until it is killed. */
final class IdleProcess {
  private IdleProcess() {}

  /** Ends with its standard input. */
  public static void main(String[] arguments) throws IOException {
    while (System.in.read() >= 0) {
      Thread.onSpinWait();
    }
  }
}
