package io.shmtender.daemon.config;

import java.util.Arrays;
import java.util.stream.Collectors;

/** What to log: messages of this level and of those before it. Named as users write them. */
public enum LogLevel {
  /** What ends the daemon, or keeps it from its work. */
  error,
  /** What somebody should look at. */
  warn,
  /** What the daemon does. */
  info,
  /** Why it does it. */
  debug,
  /** Each step. */
  trace;

  static LogLevel parse(String text) {
    for (LogLevel level : values()) {
      if (level.name().equals(text)) {
        return level;
      }
    }
    throw new IllegalArgumentException("'" + text + "' is not one of " + all());
  }

  static String all() {
    return Arrays.stream(values()).map(LogLevel::name).collect(Collectors.joining(", "));
  }
}
