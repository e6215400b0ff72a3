package io.shmtender.reader.info;

import java.io.IOException;

/** A node's reply to an info request is truncated, garbled, or an error. */
public final class InfoReplyException extends IOException {
  private static final long serialVersionUID = 1L;

  private static final int EXCERPT = 80;

  private InfoReplyException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Makes one that says what a node answered instead. */
  public static InfoReplyException of(String node, String info, String what) {
    return of(node, info, what, null);
  }

  /** Makes one that says what a node answered instead, and how that was noticed. */
  public static InfoReplyException of(String node, String info, String what, Throwable cause) {
    return new InfoReplyException(
        "node " + node + " answered info '" + info + "' with " + what, cause);
  }

  /** Shortens a reply to what fits a log line. */
  public static String excerpt(String reply) {
    return reply.length() <= EXCERPT
        ? "'" + reply + "'"
        : "'" + reply.substring(0, EXCERPT) + "...' (" + reply.length() + " characters)";
  }
}
