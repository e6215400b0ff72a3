package io.shmtender.status;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the kernel says of other processes: who has a file mapped, who waits for its lock. As far as
 * this user may see: a process of another user shows its mappings to root only, and one of another
 * PID namespace is not seen at all.
 *
 * <p>Files are named to the kernel's lists by their inode, and only ever asked for that: opening a
 * lock file and closing it again would drop the lock that this process holds on it.
 */
final class ProcessTable {
  private static final Logger LOG = LoggerFactory.getLogger(ProcessTable.class);

  private final Path proc;

  ProcessTable(Path proc) {
    this.proc = proc;
  }

  /**
   * Who has files mapped.
   *
   * @param pids the processes that have it mapped, by file; no entry where nobody is seen
   * @param hidden how many processes do not show this user what they have mapped
   */
  record Mappings(Map<Path, Set<Long>> pids, int hidden) {
    /** Returns the processes that have a file mapped, as far as they are seen. */
    Set<Long> of(Path file) {
      return pids.getOrDefault(file, Set.of());
    }
  }

  /** Returns who has any of these files mapped. */
  Mappings mappings(List<Path> files) {
    Map<String, Path> byInode = new HashMap<>();
    for (Path file : files) {
      long inode = inode(file);
      if (inode != 0) {
        byInode.put(Long.toString(inode), file);
      }
    }
    Map<Path, Set<Long>> pids = new HashMap<>();
    int hidden = 0;
    for (Path process : processes()) {
      long pid = Long.parseLong(process.getFileName().toString());
      try {
        for (Path file : mapped(process.resolve("maps"), byInode)) {
          pids.computeIfAbsent(file, any -> new TreeSet<>()).add(pid);
        }
      } catch (NoSuchFileException e) {
        LOG.trace("process {} ended", pid, e);
      } catch (IOException e) {
        // Of another user, or it ended just now, which reads as "no such process".
        LOG.trace("process {} does not show what it has mapped", pid, e);
        if (Files.exists(process)) {
          hidden++;
        }
      }
    }
    return new Mappings(pids, hidden);
  }

  private List<Path> processes() {
    List<Path> processes = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(proc, "[0-9]*")) {
      entries.forEach(processes::add);
    } catch (IOException e) {
      LOG.debug("cannot list {}", proc, e);
    }
    return processes;
  }

  // Line by line: some processes have many thousands, and most are none of ours.
  private static Set<Path> mapped(Path maps, Map<String, Path> byInode) throws IOException {
    Set<Path> mapped = new HashSet<>();
    try (BufferedReader lines = Files.newBufferedReader(maps, StandardCharsets.ISO_8859_1)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Path file = line.indexOf('/') < 0 ? null : mapped(line, byInode);
        if (file != null) {
          mapped.add(file);
        }
      }
    }
    return mapped;
  }

  // Null if the line is of no such file. A line: range, flags, offset, device, inode, path. The
  // device is left alone: some file systems tell another one here than to those who ask.
  private static Path mapped(String line, Map<String, Path> byInode) {
    String[] fields = line.split(" +", 6);
    if (fields.length < 6) {
      return null;
    }
    Path file = byInode.get(fields[4]);
    return file != null && fields[5].contains(file.getFileName().toString()) ? file : null;
  }

  /** Returns the processes that wait for the kernel lock of a file. */
  Set<Long> waitingFor(Path lockFile) {
    long inode = inode(lockFile);
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

  // 0 if there is no such file.
  private static long inode(Path file) {
    try {
      return (Long) Files.getAttribute(file, "unix:ino");
    } catch (IOException e) {
      LOG.trace("{} is gone", file, e);
      return 0;
    }
  }
}
