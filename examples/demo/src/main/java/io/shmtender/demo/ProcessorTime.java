package io.shmtender.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * What the host's processors have done since it started, in ticks of {@code /proc}.
 *
 * @param nanos when this was so, by {@link System#nanoTime}
 * @param all what they could have done
 * @param used what they did, and what a virtual machine did not get
 * @param own what of it this process did and those that it started
 */
record ProcessorTime(long nanos, long all, long used, long own) {
  // Of /proc/stat: user, nice, system, idle, iowait, irq, softirq, steal; guests are among users.
  private static final int COUNTED = 8;
  private static final int IDLE = 3;
  private static final int IOWAIT = 4;
  // Of /proc/PID/stat, from behind the name: user and system time, and those of ended children.
  private static final int FIRST_TIME = 11;
  private static final int TIMES = 4;

  /** Returns what it is now; empty on a host that does not tell. */
  static Optional<ProcessorTime> now() {
    try (Stream<ProcessHandle> children = ProcessHandle.current().children()) {
      long[] host;
      try (Stream<String> lines = Files.lines(Path.of("/proc/stat"))) {
        host = numbers(lines.findFirst().orElse("").replaceFirst("cpu +", ""), 0, COUNTED);
      }
      long own =
          ticks(ProcessHandle.current().pid())
              + children.mapToLong(child -> ticks(child.pid())).sum();
      long all = LongStream.of(host).sum();
      return Optional.of(
          new ProcessorTime(System.nanoTime(), all, all - host[IDLE] - host[IOWAIT], own));
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  // Zero if it has ended meanwhile: then its parent has them.
  private static long ticks(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      String behindName = stat.substring(stat.lastIndexOf(')') + 2);
      return LongStream.of(numbers(behindName, FIRST_TIME, TIMES)).sum();
    } catch (IOException e) {
      return 0;
    }
  }

  private static long[] numbers(String text, int first, int count) {
    String[] words = text.split(" ", -1);
    if (words.length < first + count) {
      throw new IllegalArgumentException("'" + text + "' is not of a kernel that is known here");
    }
    return Arrays.stream(words, first, first + count).mapToLong(Long::parseLong).toArray();
  }

  /** Returns which part of the processors others used since then, 0 to 1. */
  double othersSince(ProcessorTime then) {
    long others = used - then.used - (own - then.own);
    return all == then.all ? 0 : Math.min(1, Math.max(0, (double) others / (all - then.all)));
  }
}
