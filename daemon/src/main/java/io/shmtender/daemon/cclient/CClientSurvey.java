package io.shmtender.daemon.cclient;

import io.shmtender.daemon.cclient.CClientStatus.TenderKey;
import io.shmtender.reader.layout.SegmentKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Finds the C-client segments of this host, whoever made them: first by their length, so that
 * nobody else's shared memory is touched, then by what is in them. For any thread.
 */
public final class CClientSurvey {
  private static final Path LIST = Path.of("/proc/sysvipc/shm");

  // The columns of the list.
  private static final int KEY = 0;
  private static final int ID = 1;
  private static final int BYTES = 3;

  private final Collection<TenderKey> tenders;

  /**
   * Prepares a survey.
   *
   * @param tenders the native segments that there are: their tenders are known by their stamps
   */
  public CClientSurvey(Collection<TenderKey> tenders) {
    this.tenders = List.copyOf(tenders);
  }

  private record Candidate(SegmentKey key, int id, long bytes) {}

  /**
   * What was found.
   *
   * @param segments the segments that have a key, in the order in which they were made
   * @param problems why others of such a length cannot be read
   */
  public record Found(List<CClientStatus> segments, List<String> problems) {
    /** Copies the lists. */
    public Found {
      segments = List.copyOf(segments);
      problems = List.copyOf(problems);
    }
  }

  /**
   * Returns the segments of this host.
   *
   * @throws IOException if the kernel's list cannot be read
   */
  public Found all() throws IOException {
    List<CClientStatus> found = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (Candidate candidate : candidates()) {
      try {
        read(candidate).ifPresent(found::add);
      } catch (CClientException e) {
        problems.add(e.getMessage());
      }
    }
    return new Found(found, problems);
  }

  /**
   * Returns a key's segment; empty if there is none, or one that is no C client's.
   *
   * @throws IOException as {@link #all}
   * @throws CClientException if this user may not read the segment
   */
  public Optional<CClientStatus> of(SegmentKey key) throws IOException, CClientException {
    for (Candidate candidate : candidates()) {
      if (candidate.key().equals(key)) {
        return read(candidate);
      }
    }
    return Optional.empty();
  }

  private static List<Candidate> candidates() throws IOException {
    return inList().stream().filter(candidate -> candidate.key().value() != 0).toList();
  }

  /**
   * Returns the ids of the segments that have no key any more, because somebody removed them while
   * they were attached.
   *
   * @throws IOException as {@link #all}
   */
  static List<Integer> removed() throws IOException {
    return inList().stream()
        .filter(candidate -> candidate.key().value() == 0)
        .map(Candidate::id)
        .toList();
  }

  private static List<Candidate> inList() throws IOException {
    List<String> lines;
    try {
      lines = Files.readAllLines(LIST);
    } catch (NoSuchFileException e) {
      // A kernel without System V memory, or a container that hides it.
      return List.of();
    }
    List<Candidate> candidates = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] columns = line.strip().split("\\s+", -1);
      int key = Integer.parseInt(columns[KEY]);
      long bytes = Long.parseLong(columns[BYTES]);
      if (isLength(bytes)) {
        candidates.add(new Candidate(new SegmentKey(key), Integer.parseInt(columns[ID]), bytes));
      }
    }
    return candidates;
  }

  private static boolean isLength(long bytes) {
    for (CClientLayout layout : CClientLayout.values()) {
      for (int tables = 1; tables <= CClientSettings.MAX_NAMESPACES_LIMIT; tables++) {
        long slots = bytes - layout.totalLength(0, tables);
        if (slots > 0
            && slots % layout.nodeLength() == 0
            && slots / layout.nodeLength() <= CClientSettings.MAX_NODES_LIMIT) {
          return true;
        }
      }
    }
    return false;
  }

  private Optional<CClientStatus> read(Candidate candidate) throws CClientException {
    Optional<SystemVMemory> attached =
        SystemVMemory.attachReadOnly(candidate.id(), candidate.key());
    if (attached.isEmpty()) {
      return Optional.empty();
    }
    try (SystemVMemory memory = attached.get()) {
      return new StatusDecoder(candidate.key(), memory, tenders).decode();
    }
  }

  /**
   * Removes a segment: its key names nothing any more; processes that have it attached keep it.
   *
   * @return whether it was there and this user may
   * @throws CClientException if this process cannot use System V segments
   */
  public static boolean remove(CClientStatus segment) throws CClientException {
    Optional<SystemVMemory> attached = SystemVMemory.attachReadOnly(segment.id(), segment.key());
    if (attached.isEmpty()) {
      return false;
    }
    try (SystemVMemory memory = attached.get()) {
      return memory.remove();
    }
  }
}
