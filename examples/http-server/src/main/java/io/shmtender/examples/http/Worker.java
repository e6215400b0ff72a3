package io.shmtender.examples.http;

import com.sun.net.httpserver.HttpServer;
import io.shmtender.client.ShmClient;
import io.shmtender.reader.ReaderOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;

/** One process of the {@link Server}. */
final class Worker {
  private static final Duration WAIT_FOR_TENDER = Duration.ofSeconds(30);
  // As many as a node may have connections, unless the client's options say otherwise.
  private static final int THREADS = 100;
  // Longer than a command may take. Before JDK 25, stopping without any request takes as long.
  private static final int FINISH_SECONDS = 2;

  private Worker() {}

  /** Takes a port and maybe the directory of segments; runs until a signal or its input's end. */
  public static void main(String[] arguments) throws IOException {
    ReaderOptions options = ReaderOptions.defaults().withWaitLimit(WAIT_FOR_TENDER);
    if (arguments.length > 1) {
      options = options.withDirectory(Path.of(arguments[1]));
    }
    ShmClient client = ShmClient.attach(options);

    HttpServer server =
        HttpServer.create(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0])),
            0);
    server.createContext("/", new RecordHandler(client));
    server.setExecutor(Executors.newFixedThreadPool(THREADS));
    server.start();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  // Takes no more requests, and waits for those that it has taken.
                  server.stop(FINISH_SECONDS);
                  client.close();
                },
                "stop"));
    System.out.println(
        "worker "
            + ProcessHandle.current().pid()
            + " serves http://127.0.0.1:"
            + server.getAddress().getPort()
            + "/");
    // The server that started this one has our input's other end: it must not leave us behind.
    while (System.in.read() >= 0) {
      // Nothing is sent this way.
    }
    System.exit(0);
  }
}
