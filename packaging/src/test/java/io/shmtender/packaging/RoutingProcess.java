package io.shmtender.packaging;

import io.shmtender.reader.ReaderOptions;
import io.shmtender.reader.ShmReader;
import java.io.IOException;
import java.time.Duration;

/**
 * An application: routes without a pause until a line comes. Prints how often it did, and between
 * which epochs; fails with the first route that fails.
 */
public final class RoutingProcess {
  private RoutingProcess() {}

  /** Takes no arguments. */
  public static void main(String[] arguments) throws IOException {
    ReaderOptions options = ReaderOptions.defaults().withWaitLimit(Duration.ofSeconds(60));
    try (ShmReader reader = ShmReader.attach(options)) {
      long first = reader.status().epoch();
      System.out.println("attached in epoch " + first);
      byte[] digest = new byte[20];
      long routed = 0;
      while (System.in.available() == 0) {
        for (int i = 0; i < 1000; i++) {
          digest[0]++;
          if (reader.route("test", digest) == null) {
            throw new AssertionError("no node after " + routed + " routes");
          }
          routed++;
        }
      }
      System.out.println(
          "routed " + routed + " times, from epoch " + first + " to " + reader.status().epoch());
    }
  }
}
