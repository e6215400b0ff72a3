package io.shmtender.daemon.testing;

import io.shmtender.daemon.cclient.CClientLayout;
import io.shmtender.testing.ChildProcess;
import java.util.Map;

/**
 * A release of an official client that holds the C client, and follows a segment or owns it if
 * nobody does.
 */
public sealed interface ClientRelease permits NodeJs, Python {
  /** Returns the layout of the segments that it follows. */
  CClientLayout layout();

  /** Skips the test where this release is not installed. */
  void assumeInstalled();

  /**
   * Starts a process that obeys lines on its standard input.
   *
   * @param seed a node, as host and port
   * @param key the segment's
   */
  ChildProcess startFollower(String seed, String key);

  /** Starts the example of an HTTP server of several processes. */
  ChildProcess startServer(Map<String, String> environment);
}
