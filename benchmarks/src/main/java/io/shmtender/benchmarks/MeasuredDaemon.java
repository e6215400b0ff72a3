package io.shmtender.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** A daemon as it is shipped, by its launcher, and what it logs and serves. */
final class MeasuredDaemon implements AutoCloseable {
  private static final String LISTENING = "listening on ";
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final Process process;
  private final long startNanos = System.nanoTime();
  private final CompletableFuture<URI> address = new CompletableFuture<>();
  private final HttpClient client = HttpClient.newHttpClient();
  // What was logged since the start; guarded by this.
  private Log log = new Log(0, 0, 0);
  private String last = "nothing";

  /**
   * What was logged.
   *
   * @param lines how many lines
   * @param bytes how many bytes, the lines' ends included
   * @param longest the most bytes of a line
   */
  record Log(long lines, long bytes, long longest) {}

  /**
   * An answer over HTTP.
   *
   * @param kilobytes how long it was
   * @param millis how long it took
   */
  record Answer(double kilobytes, double millis) {}

  MeasuredDaemon(Path launcher, Path directory, String seed) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                launcher.toString(),
                "run",
                "--http-address=127.0.0.1:0",
                "--seed=" + seed,
                "--directory=" + directory)
            .redirectErrorStream(true);
    // With the flags that it is shipped with, and no others.
    builder.environment().remove("AEROSPIKE_SHM_TENDER_OPTS");
    process = builder.start();
    Thread reader = new Thread(this::read, "log of " + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    try (BufferedReader lines = process.inputReader(UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        long length = line.getBytes(UTF_8).length + 1L;
        synchronized (this) {
          log = new Log(log.lines + 1, log.bytes + length, Math.max(log.longest, length));
          last = line;
        }
        int at = line.indexOf(LISTENING);
        if (at >= 0) {
          address.complete(URI.create(line.substring(at + LISTENING.length()).strip()));
        }
      }
    } catch (IOException e) {
      address.completeExceptionally(e);
    } finally {
      address.completeExceptionally(new IOException("the daemon ended: " + last()));
    }
  }

  Process process() {
    return process;
  }

  double secondsSinceStart() {
    return (System.nanoTime() - startNanos) / 1e9;
  }

  /** Returns the last line that it logged. */
  synchronized String last() {
    return last;
  }

  /** Begins to count anew what it logs. */
  synchronized void forgetLog() {
    log = new Log(0, 0, 0);
  }

  synchronized Log log() {
    return log;
  }

  /** Fetches what it serves. */
  Answer get(String path, boolean compressed) throws IOException, InterruptedException {
    long start = System.nanoTime();
    int bytes = fetch(path, compressed).length;
    return new Answer(bytes / 1e3, (System.nanoTime() - start) / 1e6);
  }

  private byte[] fetch(String path, boolean compressed) throws IOException, InterruptedException {
    URI base;
    try {
      base = address.get();
    } catch (ExecutionException e) {
      throw new IOException("the daemon does not listen: " + last(), e);
    }
    HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path)).timeout(LIMIT);
    if (compressed) {
      request.header("Accept-Encoding", "gzip");
    }
    HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
    if (response.statusCode() != 200) {
      throw new IOException(
          path + ": " + response.statusCode() + " " + new String(response.body(), UTF_8));
    }
    return response.body();
  }

  Exposition metrics() throws IOException, InterruptedException {
    return Exposition.parse(new String(fetch("/metrics", false), UTF_8));
  }

  @Override
  public void close() {
    process.destroy();
    ProcessEnd.await(process);
  }
}
