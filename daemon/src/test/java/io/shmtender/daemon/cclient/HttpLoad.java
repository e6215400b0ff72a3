package io.shmtender.daemon.cclient;

import io.shmtender.testing.Await;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads that read and write records over HTTP, each request on a connection of its own so that
 * any worker may get it. Every thread has its own records and knows what has to be in them.
 *
 * <p>A connection that breaks tells that its worker died, and is no failure; a worker that answers
 * with anything but the record is.
 */
final class HttpLoad implements AutoCloseable {
  private static final int RECORDS = 50;
  private static final int HTTP_LIMIT_MILLIS = 30_000;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final URI url;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicInteger broken = new AtomicInteger();
  private final Map<Long, Integer> answersByWorker = new ConcurrentHashMap<>();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private volatile boolean ended;

  private record Answer(int status, String body) {}

  private HttpLoad(URI url) {
    this.url = url;
  }

  /**
   * Starts the threads.
   *
   * @param records what the names of all records begin with; no other load of the cluster has it
   */
  static HttpLoad start(URI url, String records, int threads) {
    HttpLoad load = new HttpLoad(url);
    for (int i = 0; i < threads; i++) {
      String prefix = records + "-" + i + "-";
      Thread thread = new Thread(() -> load.run(prefix), "http-" + i);
      load.threads.add(thread);
      thread.start();
    }
    return load;
  }

  /** Waits until so many more requests are answered. */
  void awaitAnswers(int more) {
    int before = answered.get();
    Await.until(
        LIMIT,
        () -> (answered.get() - before) + " of " + more + " answers, failures " + failures,
        () -> answered.get() - before >= more || !failures.isEmpty());
  }

  int answered() {
    return answered.get();
  }

  /** Returns how many connections broke. */
  int broken() {
    return broken.get();
  }

  /** Returns how many requests each worker answered, by process id. */
  Map<Long, Integer> answersByWorker() {
    return Map.copyOf(answersByWorker);
  }

  /** Returns what went wrong. */
  List<String> failures() {
    return List.copyOf(failures);
  }

  private void run(String prefix) {
    String[] names = new String[RECORDS];
    String[] bodies = new String[RECORDS];
    for (int number = 0; !ended; number++) {
      int record = ThreadLocalRandom.current().nextInt(RECORDS);
      if (names[record] == null) {
        names[record] = prefix + number;
      }
      URI place = url.resolve("/" + names[record]);
      boolean writes = ThreadLocalRandom.current().nextBoolean();
      String body = "body-" + number;
      Answer answer = exchange(place, writes ? body : null);
      if (answer == null) {
        // What a dead worker was about to write may still come to pass: leaves that record alone.
        names[record] = null;
        bodies[record] = null;
      } else if (writes) {
        bodies[record] = body;
        check(answer.status == 204, "POST " + place, answer);
      } else if (bodies[record] == null) {
        check(answer.status == 404, "GET " + place + ", which is not there", answer);
      } else {
        check(
            answer.equals(new Answer(200, bodies[record])),
            "GET " + place + ", which has " + bodies[record],
            answer);
      }
    }
  }

  private void check(boolean right, String request, Answer answer) {
    if (!right) {
      failures.add(request + ": " + answer);
    }
  }

  // Null if the connection broke.
  private Answer exchange(URI place, String body) {
    try {
      HttpURLConnection http = (HttpURLConnection) place.toURL().openConnection();
      http.setRequestProperty("Connection", "close");
      http.setConnectTimeout(HTTP_LIMIT_MILLIS);
      http.setReadTimeout(HTTP_LIMIT_MILLIS);
      if (body != null) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        http.setDoOutput(true);
        // Sent as it goes, which also keeps the JDK from sending it a second time by itself.
        http.setFixedLengthStreamingMode(bytes.length);
        http.getOutputStream().write(bytes);
      }
      int status = http.getResponseCode();
      Answer answer = new Answer(status, text(http, status));
      answersByWorker.merge(http.getHeaderFieldLong("X-Worker", 0), 1, Integer::sum);
      answered.incrementAndGet();
      return answer;
    } catch (SocketTimeoutException e) {
      failures.add(place + " was not answered within " + HTTP_LIMIT_MILLIS + " ms");
    } catch (IOException e) {
      broken.incrementAndGet();
    }
    return null;
  }

  private static String text(HttpURLConnection http, int status) throws IOException {
    try (InputStream body = status >= 400 ? http.getErrorStream() : http.getInputStream()) {
      byte[] bytes = body.readAllBytes();
      if (bytes.length < http.getContentLengthLong()) {
        throw new EOFException(bytes.length + " of " + http.getContentLengthLong() + " bytes");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  @Override
  public void close() {
    ended = true;
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted while " + thread.getName() + " ended", e);
      }
    }
  }
}
