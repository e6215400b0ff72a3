package io.shmtender.daemon.launch;

import ch.qos.logback.classic.Level;
import io.shmtender.daemon.report.Excerpt;
import io.shmtender.daemon.report.Quantity;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * Decides which lines of the log are written, so that no minute has more than {@link #LINES} of
 * them, whatever flaps in a cluster of whatever size. What is left out is counted by kind, and told
 * soon after.
 *
 * <p>A kind is a message as it is in the source, before anything is filled in. What is new has room
 * that what repeats itself cannot take, a warning has room that no information can take, and an
 * error has more: a flood of one kind starves none of another.
 *
 * <p>For one thread at a time.
 */
final class LogBound {
  /** The most lines in a minute. */
  static final int LINES = 50;

  /** The most bytes of a line, its end included. */
  static final int LINE_BYTES = 1000;

  // A line may be written while fewer than so many were in the last minute. What is left of LINES
  // is for telling what was left out.
  private static final int ROOM_FOR_INFO_AGAIN = 18;
  private static final int ROOM_FOR_INFO = 26;
  private static final int ROOM_FOR_WARNING_AGAIN = 26;
  private static final int ROOM_FOR_WARNING = 32;
  private static final int ROOM_FOR_ERROR_AGAIN = 32;
  private static final int ROOM_FOR_ERROR = 38;

  // The last line is for the last word of a process.
  private static final int ROOM_FOR_LEFT_OUT = LINES - 1;

  // Lines of one kind in a minute.
  private static final int MOST_OF_A_KIND = 8;
  // Kinds that are told by themselves, of those that lines were left out of.
  private static final int KINDS_TOLD = 4;
  private static final int MOST_SUBJECTS = 3;
  private static final int SUBJECT_LENGTH = 60;
  private static final int FORMAT_LENGTH = 160;

  private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);
  // What happens to many nodes at once is over by then.
  private static final long SOON_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long BETWEEN_NANOS = TimeUnit.SECONDS.toNanos(30);

  // When the lines of the last minute were written, the oldest first.
  private final Deque<Long> written = new ArrayDeque<>();
  private final Map<Kind, State> kinds = new HashMap<>();
  private boolean pending;
  private long dueNanos;
  private boolean told;
  private long toldNanos;

  /**
   * What lines have in common.
   *
   * @param level how bad it is
   * @param logger who says it
   * @param format the message with {@code {}} for what differs
   */
  record Kind(Level level, String logger, String format) {}

  private static final class State {
    // When its lines of the last minute were written.
    private final Deque<Long> written = new ArrayDeque<>();
    private long leftOut;
    private long leftOutSince;
    private final Set<String> subjects = new LinkedHashSet<>();
    private boolean moreSubjects;
  }

  /**
   * Returns whether a line may be written, and takes note of it either way.
   *
   * @param subject what it is about, to be named if it is left out; empty for nothing
   */
  boolean admits(Kind kind, String subject, long now) {
    forgetPast(now);
    State state = kinds.computeIfAbsent(kind, any -> new State());
    int room = state.written.isEmpty() ? room(kind.level()) : roomAgain(kind.level());
    if (written.size() < room && state.written.size() < MOST_OF_A_KIND) {
      written.add(now);
      state.written.add(now);
      return true;
    }
    if (state.leftOut == 0) {
      state.leftOutSince = now;
    }
    state.leftOut++;
    if (state.subjects.size() < MOST_SUBJECTS) {
      if (!subject.isEmpty()) {
        state.subjects.add(Excerpt.cut(subject, SUBJECT_LENGTH));
      }
    } else {
      state.moreSubjects = true;
    }
    if (!pending) {
      pending = true;
      dueNanos = told ? Math.max(now + SOON_NANOS, toldNanos + BETWEEN_NANOS) : now + SOON_NANOS;
    }
    return false;
  }

  private static int room(Level level) {
    return switch (level.toInt()) {
      case Level.ERROR_INT -> ROOM_FOR_ERROR;
      case Level.WARN_INT -> ROOM_FOR_WARNING;
      default -> ROOM_FOR_INFO;
    };
  }

  private static int roomAgain(Level level) {
    return switch (level.toInt()) {
      case Level.ERROR_INT -> ROOM_FOR_ERROR_AGAIN;
      case Level.WARN_INT -> ROOM_FOR_WARNING_AGAIN;
      default -> ROOM_FOR_INFO_AGAIN;
    };
  }

  /** Returns how many of so many lines may follow one that was admitted, and takes note of them. */
  int admitsFurther(int lines, long now) {
    int admitted = Math.max(0, Math.min(lines, ROOM_FOR_ERROR - written.size()));
    for (int i = 0; i < admitted; i++) {
      written.add(now);
    }
    return admitted;
  }

  /** Returns whether lines were left out that were not told yet. */
  boolean isPending() {
    return pending;
  }

  /** Returns how soon what was left out is to be told, in nanoseconds; 0 if it is. */
  long nanosToTell(long now) {
    return Math.max(0, dueNanos - now);
  }

  /**
   * Tells what was left out, as far as there is room.
   *
   * @param last whether nothing can be told later
   * @param line takes a level and a text
   */
  void tell(long now, boolean last, BiConsumer<Level, String> line) {
    forgetPast(now);
    int room = (last ? LINES : ROOM_FOR_LEFT_OUT) - written.size();
    if (room <= 0) {
      // As soon as the oldest line is no longer of this minute.
      dueNanos = written.getFirst() + MINUTE_NANOS;
      return;
    }
    List<Kind> leftOut = new ArrayList<>();
    kinds.forEach(
        (kind, state) -> {
          if (state.leftOut > 0) {
            leftOut.add(kind);
          }
        });
    leftOut.sort(
        Comparator.<Kind>comparingInt(kind -> -kind.level().toInt())
            .thenComparing(kind -> -kinds.get(kind).leftOut)
            .thenComparing(Kind::format));
    int most = Math.min(room, KINDS_TOLD + 1);
    int single = leftOut.size() <= most ? leftOut.size() : most - 1;
    for (Kind kind : leftOut.subList(0, single)) {
      written.add(now);
      line.accept(kind.level(), about(kind, kinds.get(kind), now));
    }
    if (single < leftOut.size()) {
      written.add(now);
      List<Kind> others = leftOut.subList(single, leftOut.size());
      line.accept(others.get(0).level(), about(others, now));
    }
    for (Kind kind : leftOut) {
      State state = kinds.get(kind);
      state.leftOut = 0;
      state.subjects.clear();
      state.moreSubjects = false;
    }
    pending = false;
    told = true;
    toldNanos = now;
  }

  private static String about(Kind kind, State state, long now) {
    String subjects =
        state.subjects.isEmpty()
            ? ""
            : ", about "
                + String.join(", ", state.subjects)
                + (state.moreSubjects ? " and others" : "");
    return "and "
        + state.leftOut
        + " more of \""
        + shown(kind)
        + "\" in "
        + within(state.leftOutSince, now)
        + subjects;
  }

  private String about(List<Kind> others, long now) {
    long lines = 0;
    long since = now;
    List<String> formats = new ArrayList<>();
    for (Kind kind : others) {
      State state = kinds.get(kind);
      lines += state.leftOut;
      since = Math.min(since, state.leftOutSince);
      formats.add(state.leftOut + " of \"" + shown(kind) + "\"");
    }
    return "and "
        + lines
        + " more of "
        + Quantity.count(others.size(), "other kind")
        + " in "
        + within(since, now)
        + ": "
        + Excerpt.of(formats);
  }

  private static String shown(Kind kind) {
    return Excerpt.cut(kind.format().replace("{}", "…").replace('\n', ' '), FORMAT_LENGTH);
  }

  private static String within(long since, long now) {
    long seconds = TimeUnit.NANOSECONDS.toSeconds(now - since + TimeUnit.SECONDS.toNanos(1) - 1);
    return "the last " + Quantity.duration(Duration.ofSeconds(Math.max(1, seconds)));
  }

  private void forgetPast(long now) {
    forgetPast(written, now);
    kinds
        .values()
        .removeIf(
            state -> {
              forgetPast(state.written, now);
              return state.written.isEmpty() && state.leftOut == 0;
            });
  }

  private static void forgetPast(Deque<Long> times, long now) {
    while (!times.isEmpty() && now - times.getFirst() >= MINUTE_NANOS) {
      times.removeFirst();
    }
  }
}
