package io.shmtender.client;

import io.shmtender.reader.SegmentStatus;
import io.shmtender.reader.ShmReader;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Where a client's view of the cluster comes from at one instant. A client follows the tender's
 * segment; when a command finds its node gone while no tender is at work, it asks the nodes itself
 * and goes by their answers until one is.
 *
 * @param segment what the segment says of itself and its tender; null for a client of another
 *     router than a {@link ShmReader}
 * @param strandedSince when the client left the segment and began to ask; null while it follows it
 * @param asks how often it asked since it was made
 * @param askedAt when it last asked; null if it never did
 * @param answered the names of the nodes that answered then
 * @param silent the names of the nodes that did not, and why
 */
public record ClientStatus(
    SegmentStatus segment,
    Instant strandedSince,
    long asks,
    Instant askedAt,
    List<String> answered,
    Map<String, String> silent) {

  /** Copies the collections. */
  public ClientStatus {
    answered = List.copyOf(answered);
    silent = Map.copyOf(silent);
  }

  /** Returns whether the client goes by what the nodes tell it, and not by the segment. */
  public boolean stranded() {
    return strandedSince != null;
  }
}
