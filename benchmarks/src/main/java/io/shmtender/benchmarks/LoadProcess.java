package io.shmtender.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.util.List;

/** A {@link Load} in a process of its own, which rests between its turns. */
final class LoadProcess implements AutoCloseable {
  private final Process process;
  private final Writer orders;
  private final BufferedReader results;

  /** What so many threads achieved in one turn. */
  record Result(double perSecond, double p99Micros, double cpuMicros, double allocated) {
    private static Result parse(String line) {
      String[] numbers = line.split(" ", -1);
      return new Result(
          Double.parseDouble(numbers[0]),
          Double.parseDouble(numbers[1]),
          Double.parseDouble(numbers[2]),
          Double.parseDouble(numbers[3]));
    }
  }

  /** Starts one, with the arguments of {@link Load}. */
  LoadProcess(Processors processors, Class<?> library, String... arguments) {
    process = Jvm.start(processors, List.of(), library, Load.class, arguments);
    orders = process.outputWriter();
    results = process.inputReader();
  }

  /** Lets it run and waits for the result. */
  Result run(int threads, long millis) throws IOException {
    orders.write(threads + " " + millis + "\n");
    orders.flush();
    String line = results.readLine();
    if (line == null) {
      throw new IOException("a load ended early, see above");
    }
    return Result.parse(line);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
