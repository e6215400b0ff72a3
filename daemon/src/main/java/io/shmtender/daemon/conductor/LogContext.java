package io.shmtender.daemon.conductor;

/** What lines of the log are said of, where it is not the daemon as it runs. */
public final class LogContext {
  /** Where the log finds it, in the {@link org.slf4j.MDC}. */
  public static final String KEY = "of";

  private LogContext() {}
}
