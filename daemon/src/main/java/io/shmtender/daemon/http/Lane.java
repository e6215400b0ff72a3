package io.shmtender.daemon.http;

import static java.util.Objects.requireNonNull;

import java.util.Map;

/**
 * Routes that are answered one request after the other, on a thread of their own: what takes long,
 * or is asked for all the time, keeps only its own lane waiting.
 *
 * @param name names the thread
 * @param waiting how many requests may wait; more are refused
 * @param routes the routes by their paths
 */
public record Lane(String name, int waiting, Map<String, Route> routes) {
  /** Copies the routes. */
  public Lane {
    requireNonNull(name);
    routes = Map.copyOf(routes);
    if (waiting < 1) {
      throw new IllegalArgumentException("nobody may wait for " + name);
    }
  }
}
