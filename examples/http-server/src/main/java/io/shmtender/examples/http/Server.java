package io.shmtender.examples.http;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An HTTP server of several processes, as in the cluster tutorial of the Node.js client: this one
 * starts the workers and starts another for each that ends. None of them tends the cluster; they
 * share the map of the host's tender.
 *
 * <p>Java's HTTP server cannot share a port, so every worker has one of its own: put a load
 * balancer in front.
 */
public final class Server {
  private static final String USAGE =
      """
      usage: Server PORT WORKERS [SEGMENT-DIRECTORY]
        PORT               the first worker's port, the others follow; 0 for free ones
        WORKERS            how many processes, 1 or more
        SEGMENT-DIRECTORY  where the tender publishes; its default unless given""";

  private final Map<Integer, Process> workers = new ConcurrentHashMap<>();
  private volatile boolean stopping;

  private Server() {}

  /** Runs until a signal. */
  public static void main(String[] arguments) {
    if (arguments.length < 2 || arguments.length > 3) {
      System.err.println(USAGE);
      System.exit(2);
    }
    int port = Integer.parseInt(arguments[0]);
    int count = Integer.parseInt(arguments[1]);
    List<String> directory = List.of(arguments).subList(2, arguments.length);
    Server server = new Server();
    Runtime.getRuntime().addShutdownHook(new Thread(server::stop, "stop"));
    for (int i = 0; i < count; i++) {
      int number = i;
      int ownPort = port == 0 ? 0 : port + i;
      new Thread(() -> server.keepRunning(number, ownPort, directory), "worker " + i).start();
    }
  }

  private void keepRunning(int number, int port, List<String> directory) {
    try {
      while (!stopping) {
        Process worker = start(port, directory);
        workers.put(number, worker);
        if (stopping) {
          // The others were told before this one was there.
          worker.destroy();
        }
        int exit = worker.waitFor();
        if (!stopping) {
          System.out.println(
              "worker " + worker.pid() + " ended with " + exit + "; starting another");
          // Whatever ended it may last: do not spin.
          Thread.sleep(200);
        }
      }
    } catch (IOException e) {
      System.err.println("cannot start a worker: " + e.getMessage());
      System.exit(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Process start(int port, List<String> directory) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Worker.class.getName(),
                Integer.toString(port)));
    command.addAll(directory);
    // The worker's input is a pipe from this process: it ends when this process does, however.
    return new ProcessBuilder(command)
        .redirectOutput(Redirect.INHERIT)
        .redirectError(Redirect.INHERIT)
        .start();
  }

  // Passes the signal on, and lets the workers finish what they are at.
  private void stop() {
    stopping = true;
    workers.values().forEach(Process::destroy);
    for (Process worker : workers.values()) {
      try {
        worker.waitFor();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
