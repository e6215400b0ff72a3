package io.shmtender.demo;

import io.shmtender.reader.ReaderOptions;
import io.shmtender.reader.ShmReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An application process: knows a directory, and nothing of any server. Tells on standard output
 * what it does, in {@link ReaderLine}s, and ends when its standard input does.
 */
final class ReaderMain {
  private static final Duration WAIT_LIMIT = Duration.ofMinutes(2);
  private static final long END_MILLIS = 60_000;

  private ReaderMain() {}

  /** Takes the directory of the segment and a name for the set of its records. */
  public static void main(String[] arguments) {
    ReaderOptions options =
        ReaderOptions.defaults().withDirectory(Path.of(arguments[0])).withWaitLimit(WAIT_LIMIT);
    AtomicBoolean stopped = new AtomicBoolean();
    endOnSignal(stopped);
    endWithInput(stopped);
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    try (ShmReader reader = ShmReader.attach(options)) {
      new Workload(reader, arguments[1], out).run(stopped::get);
    }
  }

  // Ctrl-C reaches every process of the terminal: what was counted until then is still told.
  private static void endOnSignal(AtomicBoolean stopped) {
    Thread main = Thread.currentThread();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  stopped.set(true);
                  try {
                    main.join(END_MILLIS);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                },
                "end"));
  }

  private static void endWithInput(AtomicBoolean stopped) {
    InputStream input = System.in;
    Thread watcher =
        new Thread(
            () -> {
              try {
                input.transferTo(OutputStream.nullOutputStream());
              } catch (IOException e) {
                System.err.println("standard input: " + e.getMessage());
              }
              stopped.set(true);
            },
            "input");
    watcher.setDaemon(true);
    watcher.start();
  }
}
