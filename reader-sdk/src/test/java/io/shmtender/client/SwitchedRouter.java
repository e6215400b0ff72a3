package io.shmtender.client;

import io.shmtender.reader.ClusterView;
import io.shmtender.reader.Router;

/** Shows one view until a fresh one is asked for, then another. */
final class SwitchedRouter implements Router {
  private volatile ClusterView view;
  private volatile ClusterView next;

  SwitchedRouter(ClusterView view) {
    this.view = view;
    this.next = view;
  }

  /** What a fresh view will be. */
  void next(ClusterView newer) {
    next = newer;
  }

  @Override
  public ClusterView view() {
    return view;
  }

  @Override
  public ClusterView freshView() {
    view = next;
    return view;
  }
}
