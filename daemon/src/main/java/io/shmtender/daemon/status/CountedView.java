package io.shmtender.daemon.status;

import io.shmtender.reader.ClusterView;

/**
 * A view of the cluster that is counted when somebody asks for the first time: of a large one that
 * takes longer than to write the page. Thread-safe.
 */
final class CountedView {
  private final ClusterView view;
  // Guarded by this.
  private ClusterFacts facts;

  CountedView(ClusterView view) {
    this.view = view;
  }

  /** Returns whether it is this view that is counted. */
  @SuppressWarnings("ReferenceEquality") // A reader gives out the same one until there is another.
  boolean isOf(ClusterView other) {
    return view == other;
  }

  /** Returns what there is in it. */
  synchronized ClusterFacts facts() {
    if (facts == null) {
      facts = new ClusterFacts(view);
    }
    return facts;
  }
}
