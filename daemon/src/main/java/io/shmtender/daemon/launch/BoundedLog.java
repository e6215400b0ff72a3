package io.shmtender.daemon.launch;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Writes the log, as much of it as {@link LogBound} admits and the rest in numbers. All lines of
 * the daemon go through here, so that no place that logs has to know of it.
 *
 * <p>Thread-safe, as logback's appenders are: one lock. A thread tells what was left out where no
 * further line does; there is none as long as nothing is left out.
 */
final class BoundedLog extends AppenderBase<ILoggingEvent> {
  // Where an exception was thrown, and as much of what caused it.
  private static final int MOST_FURTHER_LINES = 16;
  private static final int LINES_OF_A_CAUSE = 3;
  private static final String CUT = "… (cut)";

  private final LogLine layout;
  private final LongSupplier nanoClock;
  private final Supplier<PrintStream> out;

  // All guarded by this.
  private final LogBound bound = new LogBound();
  private boolean bounded = true;
  private Thread teller;

  /**
   * Creates a log that is bounded.
   *
   * @param out where to write, asked for with each line: it may be exchanged
   */
  BoundedLog(LogLine layout, LongSupplier nanoClock, Supplier<PrintStream> out) {
    this.layout = layout;
    this.nanoClock = nanoClock;
    this.out = out;
  }

  /** Bounds it, or leaves nothing out from now on: who asks for details wants all of them. */
  synchronized void setBounded(boolean now) {
    tellLeftOut();
    bounded = now;
  }

  // Called by logback with the lock held; said here for all to see.
  @Override
  protected synchronized void append(ILoggingEvent event) {
    if (!bounded) {
      write(layout.doLayout(event));
      return;
    }
    long now = nanoClock.getAsLong();
    tellWhatIsDue(now);
    LogBound.Kind kind =
        new LogBound.Kind(event.getLevel(), event.getLoggerName(), event.getMessage());
    if (bound.admits(kind, subject(event), now)) {
      write(shortened(layout.doLayout(event), now));
    } else {
      startTeller();
    }
  }

  private static String subject(ILoggingEvent event) {
    Object[] arguments = event.getArgumentArray();
    return arguments == null || arguments.length == 0 ? "" : String.valueOf(arguments[0]);
  }

  // ---- What is left out ----

  /** Tells what was left out and not told yet: nothing may be logged after this. */
  synchronized void tellLeftOut() {
    if (bound.isPending()) {
      bound.tell(nanoClock.getAsLong(), true, this::writeSummary);
    }
  }

  /** Tells what was left out if it is time. */
  synchronized void tellWhatIsDue() {
    tellWhatIsDue(nanoClock.getAsLong());
  }

  private void tellWhatIsDue(long now) {
    if (bound.isPending() && bound.nanosToTell(now) == 0) {
      bound.tell(now, false, this::writeSummary);
    }
  }

  private void writeSummary(Level level, String text) {
    write(cut(layout.of(level, System.currentTimeMillis(), text)));
  }

  private void startTeller() {
    if (teller != null) {
      return;
    }
    Thread thread = new Thread(this::tellInTime, "log");
    thread.setDaemon(true);
    try {
      thread.start();
      teller = thread;
    } catch (OutOfMemoryError e) {
      // There is no room for a thread: the next line tells, and the next that is left out tries.
      addWarn("no thread for what was left out of the log", e);
    }
  }

  private synchronized void tellInTime() {
    try {
      while (bound.isPending()) {
        long wait = bound.nanosToTell(nanoClock.getAsLong());
        if (wait > 0) {
          // Never 0, which would be for ever.
          wait(TimeUnit.NANOSECONDS.toMillis(wait) + 1);
        }
        tellWhatIsDue(nanoClock.getAsLong());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      teller = null;
    }
  }

  // ---- Writing ----

  // An exception's lines count as others do, and are the first that there is no room for.
  private String shortened(String text, long now) {
    int end = text.indexOf('\n') + 1;
    if (end == text.length()) {
      return cut(text);
    }
    String[] further = text.substring(end).split("\n", -1);
    int lines = further.length - 1;
    int admitted = bound.admitsFurther(Math.min(lines, MOST_FURTHER_LINES), now);
    StringBuilder shortened = new StringBuilder(cut(text.substring(0, end)));
    int room = admitted < lines ? admitted - 1 : admitted;
    int ofCause = 0;
    int kept = 0;
    for (int i = 0; i < lines && kept < room; i++) {
      ofCause = further[i].startsWith("Caused by:") ? LINES_OF_A_CAUSE : ofCause - 1;
      if (admitted == lines || kept < room / 2 || ofCause > 0) {
        shortened.append(cut(further[i] + "\n"));
        kept++;
      }
    }
    if (admitted > 0 && kept < lines) {
      shortened.append("\t… ").append(lines - kept).append(" more lines of this\n");
    }
    return shortened.toString();
  }

  // A text of one line, its end included.
  private static String cut(String line) {
    if (line.length() <= LogBound.LINE_BYTES / 3) {
      // At most three bytes each.
      return line;
    }
    byte[] bytes = line.getBytes(UTF_8);
    if (bytes.length <= LogBound.LINE_BYTES) {
      return line;
    }
    int end = LogBound.LINE_BYTES - CUT.getBytes(UTF_8).length - 1;
    // Not within a character.
    while ((bytes[end] & 0xC0) == 0x80) {
      end--;
    }
    return new String(bytes, 0, end, UTF_8) + CUT + "\n";
  }

  private void write(String text) {
    PrintStream stream = out.get();
    byte[] bytes = text.getBytes(UTF_8);
    stream.write(bytes, 0, bytes.length);
    stream.flush();
  }
}
