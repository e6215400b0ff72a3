package io.shmtender.reader;

import java.nio.LongBuffer;
import java.util.List;

/**
 * What a reader goes by: a view, the segment that it was read from, and the sequence word that
 * stood there. As long as the word does, the view is the newest, and that is all that a look-up has
 * to find out: one load of mapped memory.
 *
 * <p>Why that is correct: all is final but {@link #trusted}, which a reader clears once, when it
 * shows another cursor or is closed. It is neither volatile nor guarded, since either value will
 * do. A thread that reads it after it was cleared asks the reader. One that still has the memory
 * compares words: if another state was published the word is another one, and if the segment was
 * replaced or given back it is superseded, or {@link Segment#GONE}. Only the close of a reader
 * leaves the word as it is; then a look-up that is under way ends as if it had come before, and as
 * each look ends with an acquire fence, the thread's next one does read the field again.
 *
 * <p>Cursors go from thread to thread by the reader's volatile field, or by {@link
 * NamespaceRouter}'s plain one, where the final field that leads here is enough: whoever sees it
 * sees what this constructor wrote.
 */
final class Cursor {
  // The word that no segment has: a cursor that expects it is never current.
  private static final long NEVER = -1;

  final ClusterView view;
  final Segment segment;

  /** The sequence word that names the view. */
  final long word;

  /** Whether the segment was mapped by then. */
  final boolean mapped;

  // The mapped sequence word, one step away; null where a look-up has to ask the reader.
  private LongBuffer trusted;

  // The view's, two steps closer.
  private final NamespaceMap[] namespaces;
  private final Node[] nodeOfSlot;

  // By the places of the namespaces; made for the first router that asks. Guarded by this.
  private Node[][] masters;

  Cursor(Segment segment, long word, ClusterView view) {
    LongBuffer mappedWord = segment.mappedWord();
    this.segment = segment;
    this.word = word;
    this.view = view;
    this.mapped = mappedWord != null;
    this.trusted = mappedWord;
    this.namespaces = view.map().namespaceArray();
    this.nodeOfSlot = view.map().nodeOfSlot();
  }

  /**
   * Returns what {@link ClusterView#master} does, most often by a shorter way.
   *
   * @throws UnknownNamespaceException if the cluster has no such namespace
   */
  Node master(String namespace, int partition) {
    for (NamespaceMap candidate : namespaces) {
      if (candidate.isNamed(namespace)) {
        return nodeOfSlot[candidate.slot(0, partition)];
      }
    }
    return view.master(namespace, partition);
  }

  /**
   * Returns whether nothing was published since, the segment is still the one, and nobody asked for
   * a closer look: by one load. False says nothing.
   */
  boolean isCurrent() {
    LongBuffer present = trusted;
    return present != null && Segment.acquire(present) == word;
  }

  /** Returns whether nothing was published since, and the segment is still the one. */
  boolean isUnchanged() {
    return segment.sequenceWord() == word;
  }

  /**
   * From now on a look-up asks the reader, and this does not keep the segment's memory. Threads
   * that run through a look-up may finish it.
   */
  void revoke() {
    trusted = null;
  }

  /** Returns one of the same view, after the segment was mapped. */
  Cursor remade() {
    return new Cursor(segment, word, view);
  }

  /** Returns one of the same view that is never current, so that its reader keeps looking. */
  Cursor neverCurrent() {
    return new Cursor(segment, NEVER, view);
  }

  /** Returns whether it is of a superseded segment, in which nothing is published any more. */
  boolean isFinal() {
    return word == NEVER;
  }

  /** Returns the masters of a namespace by partition, one step instead of four; to be read only. */
  synchronized Node[] masters(String namespace) {
    ClusterMap map = view.map();
    NamespaceMap found = map.namespace(namespace);
    List<NamespaceMap> all = map.namespaces();
    if (masters == null) {
      masters = new Node[all.size()][];
    }
    int place = all.indexOf(found);
    if (masters[place] == null) {
      Node[] of = new Node[NamespaceMap.PARTITIONS];
      for (int partition = 0; partition < of.length; partition++) {
        of[partition] = map.master(found, partition);
      }
      masters[place] = of;
    }
    return masters[place];
  }
}
