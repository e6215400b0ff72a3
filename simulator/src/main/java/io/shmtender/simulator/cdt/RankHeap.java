package io.shmtender.simulator.cdt;

import java.util.List;

/**
 * Finds the values of some ranks as the server does ({@code order_heap} in {@code cdt.c}): it takes
 * the values off a heap from the nearer end. Which ones of equal values it finds follows from that
 * and from nothing else. Not thread-safe: one per operation.
 */
final class RankHeap {
  private final List<Element> values;
  private final int[] heap;
  // Which way values come to the top: negative for the least first.
  private final int sign;
  private int filled;

  private RankHeap(List<Element> values, boolean leastFirst) {
    this.values = values;
    this.sign = leastFirst ? -1 : 1;
    this.filled = values.size();
    this.heap = new int[filled];
    for (int i = 0; i < filled; i++) {
      heap[i] = i;
    }
    for (int i = filled / 2 - 1; i >= 0; i--) {
      sink(i);
    }
  }

  /**
   * The indexes of the values that have the ranks of {@code range}, in the order in which the
   * server answers their values: the last one taken off the heap first.
   */
  static int[] select(List<Element> values, Range range) {
    int after = range.size() - range.start() - range.count();
    boolean leastFirst = range.start() <= after;
    RankHeap heap = new RankHeap(values, leastFirst);
    for (int i = leastFirst ? range.start() : after; i > 0; i--) {
      heap.take();
    }
    int[] selected = new int[range.count()];
    for (int i = selected.length - 1; i >= 0; i--) {
      selected[i] = heap.take();
    }
    return selected;
  }

  private int take() {
    int top = heap[0];
    filled--;
    heap[0] = heap[filled];
    sink(0);
    return top;
  }

  private void sink(int from) {
    int at = from;
    for (int child = 2 * at + 1; child < filled; child = 2 * at + 1) {
      if (child + 1 < filled && sign * compare(child, child + 1) < 0) {
        child++;
      }
      if (sign * compare(child, at) <= 0) {
        return;
      }
      int index = heap[child];
      heap[child] = heap[at];
      heap[at] = index;
      at = child;
    }
  }

  private int compare(int a, int b) {
    return ValueOrder.compare(values.get(heap[a]), values.get(heap[b]));
  }
}
