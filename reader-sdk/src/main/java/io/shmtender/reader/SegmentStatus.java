package io.shmtender.reader;

import io.shmtender.reader.layout.SegmentKey;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * What a segment says of itself and its owner at one instant.
 *
 * @param path the segment file
 * @param key the segment's key
 * @param layoutVersion the version of the layout
 * @param bytes the file's length
 * @param maxNodes how many nodes fit before the tender makes a larger segment
 * @param maxNamespaces how many namespaces fit, likewise
 * @param maxReplicas how many replicas of a partition fit, likewise, the master included
 * @param state the segment's state
 * @param sequence the number of the last publish, 0 before the first; it only grows, and leaps
 *     where a standby took over from an owner that hung
 * @param epoch grows by 1 with every change of owner
 * @param ownerPid the process id of the owner (or the last one), as seen in the owner's PID
 *     namespace
 * @param ownerStart when the owner's process started
 * @param created when the file was made
 * @param heartbeatAge how long ago the last tend ended
 * @param heartbeatAt when the last tend ended, by the wall clock
 * @param tends how many tends this owner made, failed ones too
 * @param failedTends how many tends have failed since the cluster last answered; 0 while it answers
 * @param lastTend how long the last tend took
 * @param tendInterval the tender's interval
 * @param takeoverThreshold how old a heartbeat gets before a standby takes over
 */
public record SegmentStatus(
    Path path,
    int key,
    int layoutVersion,
    long bytes,
    int maxNodes,
    int maxNamespaces,
    int maxReplicas,
    State state,
    long sequence,
    long epoch,
    long ownerPid,
    Instant ownerStart,
    Instant created,
    Duration heartbeatAge,
    Instant heartbeatAt,
    long tends,
    long failedTends,
    Duration lastTend,
    Duration tendInterval,
    Duration takeoverThreshold) {

  /** The life of a segment. */
  public enum State {
    /** An owner is there but has not reached the cluster yet. */
    INITIALISING,
    /** The cluster's state is there to be read. */
    READY,
    /** The owner stopped as it should; the last state is there to be read. */
    CLOSED,
    /** Another file took this one's place. */
    SUPERSEDED
  }

  /**
   * Returns whether a tender is at work: the segment is not closed or superseded, and its heartbeat
   * is younger than the takeover threshold. This is what counts, not the pid: pids are reused and
   * differ between PID namespaces.
   */
  public boolean tended() {
    return (state == State.INITIALISING || state == State.READY)
        && heartbeatAge.compareTo(takeoverThreshold) < 0;
  }

  /** Returns all of it, with the key as operators write it: eight hexadecimal digits. */
  @Override
  public String toString() {
    return "SegmentStatus[path="
        + path
        + ", key="
        + new SegmentKey(key)
        + ", layoutVersion="
        + layoutVersion
        + ", bytes="
        + bytes
        + ", maxNodes="
        + maxNodes
        + ", maxNamespaces="
        + maxNamespaces
        + ", maxReplicas="
        + maxReplicas
        + ", state="
        + state
        + ", sequence="
        + sequence
        + ", epoch="
        + epoch
        + ", ownerPid="
        + ownerPid
        + ", ownerStart="
        + ownerStart
        + ", created="
        + created
        + ", heartbeatAge="
        + heartbeatAge
        + ", heartbeatAt="
        + heartbeatAt
        + ", tends="
        + tends
        + ", failedTends="
        + failedTends
        + ", lastTend="
        + lastTend
        + ", tendInterval="
        + tendInterval
        + ", takeoverThreshold="
        + takeoverThreshold
        + "]";
  }

  /**
   * Reads the status of a segment file.
   *
   * @throws NoSegmentException if there is no such file
   * @throws LayoutVersionException if the file has a layout version that this SDK does not read
   * @throws CorruptSegmentException if the file is not a whole segment
   * @throws UntrustedSegmentException as {@link ShmReader#attach(ReaderOptions)} without a trusted
   *     owner
   */
  public static SegmentStatus read(Path file) {
    return SegmentLook.status(file);
  }
}
