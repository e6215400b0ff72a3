package io.shmtender.benchmarks;

import java.util.List;

/** Which of the machine's processors a process may run on. */
enum Processors {
  ALL,
  /** For the simulated cluster. */
  FIRST_HALF,
  /** For the client that is measured. */
  SECOND_HALF;

  private static final int COUNT = Runtime.getRuntime().availableProcessors();

  /** Returns what a command line begins with. */
  List<String> launcher() {
    return switch (this) {
      case ALL -> List.of();
      case FIRST_HALF -> launcher(0, Math.max(0, COUNT / 2 - 1));
      case SECOND_HALF -> launcher(COUNT / 2, COUNT - 1);
    };
  }

  private static List<String> launcher(int first, int last) {
    return List.of("taskset", "--cpu-list", first + "-" + last);
  }
}
