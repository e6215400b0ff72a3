package io.shmtender.daemon.launch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import io.shmtender.testing.Await;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** That the log stays readable whatever happens, and says what it leaves out. */
final class BoundedLogTest {
  private static final String FAILS = "Node {} fails, its partitions stay with it for now: {}";
  private static final String ANSWERS = "Node {} answers again";
  private static final String LASTS =
      "Node {} has been failing for {} s, and the cluster still names it: {}";
  private static final Pattern LEFT_OUT = Pattern.compile("(?:^|> ?|: )and (\\d+) more of ");

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream stream = new PrintStream(bytes, true, UTF_8);
  private final Logger logger =
      ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger("test");
  private long now = TimeUnit.DAYS.toNanos(1);
  private final BoundedLog log = log(() -> now);

  private BoundedLog log(LongSupplier clock) {
    BoundedLog made = new BoundedLog(new LogLine(StandardErrorTarget.JOURNAL), clock, () -> stream);
    made.setContext(logger.getLoggerContext());
    made.start();
    return made;
  }

  private void say(Level level, String format, Object... arguments) {
    log.doAppend(new LoggingEvent("", logger, level, format, null, arguments));
  }

  private void fail(Level level, String format, Throwable cause) {
    log.doAppend(new LoggingEvent("", logger, level, format, cause, null));
  }

  /** Returns the lines that were written since this was called last. */
  private List<String> written() {
    // As the thread that tells what was left out may write, too.
    synchronized (log) {
      List<String> lines = bytes.toString(UTF_8).lines().toList();
      bytes.reset();
      return lines;
    }
  }

  private static String node(int number) {
    return String.format("BB9%012X 10.0.%d.%d:3000", number, number / 256, number % 256);
  }

  private static long leftOut(List<String> lines) {
    long sum = 0;
    for (String line : lines) {
      Matcher count = LEFT_OUT.matcher(line);
      if (count.find()) {
        sum += Long.parseLong(count.group(1));
      }
    }
    return sum;
  }

  @Test
  void aLargeClusterThatFlapsHasFiftyLinesAMinuteAndNothingIsLostSilently() {
    int said = 0;
    int lines = 0;
    long leftOut = 0;
    List<Long> times = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    for (int tenth = 0; tenth < 3000; tenth++) {
      now += TimeUnit.MILLISECONDS.toNanos(100);
      for (int i = 0; i < 64; i++) {
        String node = node((tenth * 7 + i) % 256);
        if (tenth % 2 == 0) {
          say(Level.INFO, FAILS, node, "connection refused ".repeat(i));
          say(Level.INFO, "Node {}, a peer of the cluster, does not answer yet: {}", node, "no");
        } else {
          say(Level.INFO, ANSWERS, node);
          say(Level.INFO, "Node {} joins, build {}", node, "8.1.0.0");
        }
        said += 2;
      }
      say(Level.WARN, LASTS, node(tenth % 256), 60, "it hangs");
      say(Level.ERROR, "Cannot tend: {}", node(3) + ": no answer; ".repeat(3000));
      said += 2;
      log.tellWhatIsDue();
      for (String line : written()) {
        boolean summary = LEFT_OUT.matcher(line).find();
        lines += summary ? 0 : 1;
        leftOut += summary ? leftOut(List.of(line)) : 0;
        times.add(now);
        sizes.add(line.getBytes(UTF_8).length + 1);
      }
    }
    log.tellLeftOut();
    leftOut += leftOut(written());

    assertEquals(said, lines + leftOut, "each line was written or counted");
    for (int last = 0; last < times.size(); last++) {
      int first = last;
      int size = 0;
      while (first >= 0 && times.get(last) - times.get(first) < TimeUnit.MINUTES.toNanos(1)) {
        size += sizes.get(first--);
      }
      assertTrue(last - first <= 50, last - first + " lines in a minute");
      assertTrue(size <= 50_000, size + " bytes in a minute");
    }
    assertTrue(sizes.stream().allMatch(size -> size <= 1000), sizes::toString);
  }

  @Test
  void manyNodesAtOnceAreACountAndAFewNamesSoonAfter() {
    for (int i = 0; i < 64; i++) {
      say(Level.INFO, FAILS, node(i), "connection refused");
    }
    List<String> first = written();
    assertEquals(8, first.size(), first::toString);
    assertEquals(
        "<6>Node " + node(0) + " fails, its partitions stay with it for now: connection refused",
        first.get(0));
    now += TimeUnit.SECONDS.toNanos(2);
    log.tellWhatIsDue();
    assertEquals(
        List.of(
            "<6>and 56 more of \"Node … fails, its partitions stay with it for now: …\" in the last"
                + " 2 s, about "
                + String.join(", ", node(8), node(9), node(10))
                + " and others"),
        written());
    log.tellWhatIsDue();
    log.tellLeftOut();
    assertEquals(List.of(), written(), "told once");
  }

  @Test
  void aFloodOfOneKindStarvesNoOther() {
    for (int i = 0; i < 1000; i++) {
      for (int kind = 0; kind < 100; kind++) {
        say(Level.INFO, "flood " + kind + " {}", i);
      }
    }
    written();
    say(Level.WARN, LASTS, node(1), 60, "it hangs");
    for (int i = 0; i < 100; i++) {
      say(Level.WARN, "{} is taken over", i);
    }
    say(Level.ERROR, "key {}: {}", "0xA7000000", "no room");
    List<String> lines = written();
    assertTrue(lines.get(0).startsWith("<4>Node " + node(1)), lines::toString);
    assertEquals("<3>key 0xA7000000: no room", lines.get(lines.size() - 1), lines::toString);
    now += TimeUnit.SECONDS.toNanos(2);
    log.tellWhatIsDue();
    List<String> summary = written();
    assertTrue(summary.size() <= 5, summary::toString);
    assertTrue(summary.get(0).startsWith("<4>and "), "what is worst comes first: " + summary);
    assertTrue(
        summary.get(summary.size() - 1).contains(" other kinds in the last 2 s: 1000 of \"flood"),
        summary::toString);
  }

  @Test
  @Tag("slow")
  void whatWasLeftOutIsToldThoughNothingElseIsLogged() {
    BoundedLog real = log(System::nanoTime);
    for (int i = 0; i < 20; i++) {
      real.doAppend(
          new LoggingEvent("", logger, Level.INFO, ANSWERS, null, new Object[] {node(i)}));
    }
    Await.until(
        Duration.ofSeconds(60),
        () -> "the rest in " + bytes.toString(UTF_8),
        () -> bytes.toString(UTF_8).contains("and 12 more of \"Node … answers again\""));
  }

  @Test
  void aMinuteLaterThereIsRoomAgain() {
    for (int i = 0; i < 20; i++) {
      say(Level.INFO, ANSWERS, node(i));
    }
    now += TimeUnit.MINUTES.toNanos(1);
    written();
    say(Level.INFO, ANSWERS, node(20));
    List<String> lines = written();
    assertEquals(2, lines.size(), lines::toString);
    assertTrue(lines.get(0).startsWith("<6>and 12 more of "), "in order: " + lines);
    assertEquals("<6>Node " + node(20) + " answers again", lines.get(1));
  }

  @Test
  void aLongLineIsCutBetweenCharactersAndSaysSo() {
    say(Level.INFO, "{}", "é".repeat(20_000));
    String line = written().get(0);
    assertTrue(line.getBytes(UTF_8).length < 1000, line);
    assertTrue(line.endsWith("é… (cut)"), line);
  }

  @Test
  void anExceptionIsWrittenWithItsCauseAndCountsAsTheLinesThatItHas() {
    Throwable deep = new IllegalStateException("the root of it");
    Throwable failure = new IllegalArgumentException("what came of it", deep);
    StackTraceElement[] trace =
        LongStream.range(0, 200)
            .mapToObj(i -> new StackTraceElement("a.Class", "method", "Class.java", (int) i))
            .toArray(StackTraceElement[]::new);
    deep.setStackTrace(trace);
    failure.setStackTrace(trace.clone());
    fail(Level.ERROR, "a listener failed", failure);
    List<String> lines = written();
    assertTrue(lines.size() <= 17, lines::toString);
    assertEquals("<3>a listener failed", lines.get(0));
    assertTrue(lines.get(1).contains("what came of it"), lines::toString);
    assertTrue(lines.stream().anyMatch(line -> line.contains("the root of it")), lines::toString);
    assertTrue(lines.get(lines.size() - 1).endsWith(" more lines of this"), lines::toString);
    int all = lines.size();
    for (int i = 0; i < 100; i++) {
      fail(Level.ERROR, "another failed " + i, failure);
    }
    assertTrue(all + written().size() <= 50);
  }

  @Test
  void whoAsksForDetailsGetsAllOfThem() {
    log.setBounded(false);
    for (int i = 0; i < 1000; i++) {
      say(Level.INFO, ANSWERS, node(i));
    }
    assertEquals(1000, written().size());
    log.setBounded(true);
    for (int i = 0; i < 1000; i++) {
      say(Level.INFO, ANSWERS, node(i));
    }
    assertFalse(written().size() > 50);
  }
}
