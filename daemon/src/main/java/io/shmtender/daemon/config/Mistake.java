package io.shmtender.daemon.config;

/**
 * Something wrong with a setting.
 *
 * @param origin where it is
 * @param message what is wrong, and what is allowed
 */
public record Mistake(Origin origin, String message) {
  @Override
  public String toString() {
    return origin + ": " + message;
  }
}
