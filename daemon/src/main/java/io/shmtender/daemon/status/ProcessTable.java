package io.shmtender.daemon.status;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the kernel says of other processes: who has a file mapped, who waits for its lock. As far as
 * this user may see: a process of another user shows its mappings to root only, and one of another
 * PID namespace is not seen at all.
 *
 * <p>To list what a process has mapped costs the kernel as much as it has mapped, so that is done
 * for a process that is new, or whose memory grew or shrank, and otherwise once a minute. Who is
 * not reached within the budget comes first the next time.
 *
 * <p>Files are named to the kernel's lists by their inode, and only ever asked for that: opening a
 * lock file and closing it again would drop the lock that this process holds on it.
 *
 * <p>For one thread at a time.
 */
final class ProcessTable {
  private static final Logger LOG = LoggerFactory.getLogger(ProcessTable.class);
  // One mapping may take another's place, of the same size.
  private static final long VALID_NANOS = TimeUnit.MINUTES.toNanos(1);

  // Of the fields that follow the command's name.
  private static final int START = 19;
  private static final int SIZE = 20;

  private final Path proc;
  private final LongSupplier nanoClock;
  private final byte[] buffer = new byte[4096];
  private MappedFiles files = new MappedFiles(List.of());
  private Map<Long, Known> known = new HashMap<>();

  ProcessTable(Path proc, LongSupplier nanoClock) {
    this.proc = proc;
    this.nanoClock = nanoClock;
  }

  /**
   * The processes that have files mapped.
   *
   * @param pids the processes that have it mapped, by file; no entry where nobody is seen
   * @param hidden how many processes do not show this user what they have mapped
   * @param pending how many processes were not looked at yet
   */
  record Mappings(Map<Path, Set<Long>> pids, int hidden, int pending) {
    /** Returns the processes that have a file mapped, as far as they are seen. */
    Set<Long> of(Path file) {
      return pids.getOrDefault(file, Set.of());
    }
  }

  /** What a process looks like from outside. */
  private record Outline(long start, long size) {}

  private static final class Known {
    private Outline outline;
    private boolean stale;
    private boolean looked;
    private long lookedNanos;
    private Set<Path> mapped = Set.of();
    private boolean hidden;
  }

  /** Returns who has any of these files mapped, as far as the budget goes, which is begun. */
  Mappings mappings(List<Path> wanted, CpuBudget budget) {
    MappedFiles next = new MappedFiles(wanted);
    if (!next.isSame(files)) {
      files = next;
      known.clear();
    }
    long now = nanoClock.getAsLong();
    Map<Long, Known> present = new HashMap<>();
    List<Long> due = new ArrayList<>();
    for (long pid : processes()) {
      Optional<Outline> outline = outline(pid);
      if (outline.isPresent()) {
        Known process = known.getOrDefault(pid, new Known());
        process.stale |= !outline.get().equals(process.outline);
        if (process.outline != null && process.outline.start() != outline.get().start()) {
          process = new Known();
        }
        process.outline = outline.get();
        if (!process.looked || process.stale || now - process.lookedNanos >= VALID_NANOS) {
          due.add(pid);
        }
        present.put(pid, process);
      }
    }
    known = present;
    // Processes that were never looked at come first, then those that have waited the longest.
    due.sort(
        Comparator.<Long, Boolean>comparing(pid -> present.get(pid).looked)
            .thenComparing(pid -> present.get(pid).lookedNanos - now));
    for (Iterator<Long> each = due.iterator(); each.hasNext() && !budget.isUsedUp(); ) {
      long pid = each.next();
      look(pid, present.get(pid), now);
    }
    return summary();
  }

  private void look(long pid, Known process, long now) {
    Path directory = proc.resolve(Long.toString(pid));
    process.stale = false;
    process.looked = true;
    process.lookedNanos = now;
    process.hidden = false;
    process.mapped = Set.of();
    if (process.outline.size() == 0) {
      // A thread of the kernel's, or a process that ended and is not waited for.
      return;
    }
    try {
      process.mapped = files.in(directory.resolve("maps"));
    } catch (IOException e) {
      // It belongs to another user, or ended just now.
      LOG.trace("process {} does not show what it has mapped", pid, e);
      process.hidden = Files.exists(directory);
    }
  }

  private Mappings summary() {
    Map<Path, Set<Long>> pids = new HashMap<>();
    int hidden = 0;
    int pending = 0;
    for (Map.Entry<Long, Known> process : known.entrySet()) {
      for (Path file : process.getValue().mapped) {
        pids.computeIfAbsent(file, any -> new TreeSet<>()).add(process.getKey());
      }
      hidden += process.getValue().hidden ? 1 : 0;
      pending += process.getValue().looked ? 0 : 1;
    }
    return new Mappings(pids, hidden, pending);
  }

  private List<Long> processes() {
    List<Long> processes = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(proc)) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        if (Character.isDigit(name.charAt(0))) {
          processes.add(Long.parseLong(name));
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      LOG.debug("cannot list {}", proc, e);
    }
    return processes;
  }

  // Empty if it ended. Everybody may read this of everybody's processes.
  private Optional<Outline> outline(long pid) {
    try (InputStream in = new FileInputStream(proc.resolve(pid + "/stat").toFile())) {
      int length = in.readNBytes(buffer, 0, buffer.length);
      return outline(length);
    } catch (IOException e) {
      LOG.trace("process {} ended", pid, e);
      return Optional.empty();
    }
  }

  // A line: pid, the command in parentheses, which may have any character, and numbers.
  private Optional<Outline> outline(int length) {
    int at = length - 1;
    while (at > 0 && buffer[at] != ')') {
      at--;
    }
    int field = -1;
    long start = 0;
    long size = 0;
    for (at++; at < length && field <= SIZE; at++) {
      if (buffer[at] == ' ') {
        field++;
      } else if (field == START) {
        start = 10 * start + (buffer[at] - '0');
      } else if (field == SIZE) {
        size = 10 * size + (buffer[at] - '0');
      }
    }
    return field < SIZE ? Optional.empty() : Optional.of(new Outline(start, size));
  }

  /** Returns the processes that wait for the kernel lock of a file. */
  Set<Long> waitingFor(Path lockFile) {
    long inode = MappedFiles.inode(lockFile);
    Set<Long> waiting = new TreeSet<>();
    if (inode == 0) {
      return waiting;
    }
    try {
      // A line: number, "->" if it waits, kind, mode, access, pid, device:inode, range.
      for (String line : Files.readAllLines(proc.resolve("locks"), StandardCharsets.ISO_8859_1)) {
        String[] fields = line.trim().split(" +", -1);
        if (fields.length >= 7 && fields[1].equals("->") && fields[6].endsWith(":" + inode)) {
          waiting.add(Long.parseLong(fields[5]));
        }
      }
    } catch (IOException e) {
      LOG.debug("cannot read the kernel's locks", e);
    }
    return waiting;
  }
}
