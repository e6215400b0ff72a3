package io.shmtender.daemon.http;

import java.io.IOException;

/**
 * What is served at a path. Called on its lane's thread; must change nothing, and must not wait for
 * the conductor.
 */
@FunctionalInterface
public interface Route {
  /**
   * Answers a GET, or a HEAD, whose body is left out.
   *
   * @throws IOException if the answer cannot be made; it becomes a 500 and a line in the log
   */
  Response get(Request request) throws IOException;
}
