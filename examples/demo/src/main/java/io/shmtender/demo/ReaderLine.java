package io.shmtender.demo;

import io.shmtender.client.CommandTimeoutException;
import java.util.Map;
import java.util.TreeMap;

/**
 * A line that a reader process prints for the demo. Times are of {@link System#nanoTime}, which all
 * processes of a host share.
 */
sealed interface ReaderLine {
  /** Returns the line. */
  String text();

  /** Reads a line; anything unknown, such as a stack trace, is {@link Other}. */
  static ReaderLine parse(String line) {
    String[] words = line.split(" ", 5);
    return switch (words[0]) {
      case "progress" -> Progress.parse(line);
      case "failed" ->
          new Failed(Long.parseLong(words[1]), Long.parseLong(words[2]), words[3], words[4]);
      case "lost" -> new Lost(line.substring("lost ".length()));
      case "done" -> new Done();
      default -> new Other(line);
    };
  }

  /**
   * What a reader has done since it started.
   *
   * @param atNanos when it says so
   * @param puts puts that succeeded
   * @param gets gets that succeeded
   * @param slowestNanos the longest time that one of them took since the line before
   * @param getsByNode gets by the name of the node that was master
   */
  record Progress(
      long atNanos, long puts, long gets, long slowestNanos, Map<String, Long> getsByNode)
      implements ReaderLine {
    static final Progress NONE = new Progress(0, 0, 0, 0, Map.of());

    /** Copies the map. */
    public Progress {
      getsByNode = Map.copyOf(getsByNode);
    }

    private static Progress parse(String line) {
      String[] words = line.split(" ", -1);
      Map<String, Long> getsByNode = new TreeMap<>();
      for (int i = 5; i < words.length; i++) {
        int equals = words[i].indexOf('=');
        getsByNode.put(words[i].substring(0, equals), Long.valueOf(words[i].substring(equals + 1)));
      }
      return new Progress(
          Long.parseLong(words[1]),
          Long.parseLong(words[2]),
          Long.parseLong(words[3]),
          Long.parseLong(words[4]),
          getsByNode);
    }

    @Override
    public String text() {
      StringBuilder text = new StringBuilder("progress ");
      text.append(atNanos)
          .append(' ')
          .append(puts)
          .append(' ')
          .append(gets)
          .append(' ')
          .append(slowestNanos);
      new TreeMap<>(getsByNode)
          .forEach((node, count) -> text.append(' ').append(node).append('=').append(count));
      return text.toString();
    }
  }

  /**
   * A command failed.
   *
   * @param startNanos when it was started
   * @param endNanos when it failed
   * @param operation put or get
   * @param reason what the reader SDK said
   */
  record Failed(long startNanos, long endNanos, String operation, String reason)
      implements ReaderLine {
    /** Returns whether there was no answer in time, rather than something else that is wrong. */
    boolean timedOut() {
      return reason.startsWith(CommandTimeoutException.class.getSimpleName());
    }

    @Override
    public String text() {
      return "failed " + startNanos + " " + endNanos + " " + operation + " " + reason;
    }
  }

  /**
   * A record did not hold what was put.
   *
   * @param what which, and what it holds
   */
  record Lost(String what) implements ReaderLine {
    @Override
    public String text() {
      return "lost " + what;
    }
  }

  /** The reader has checked every record for the last time. */
  record Done() implements ReaderLine {
    @Override
    public String text() {
      return "done";
    }
  }

  /**
   * Something else.
   *
   * @param text what it says
   */
  record Other(String text) implements ReaderLine {}
}
