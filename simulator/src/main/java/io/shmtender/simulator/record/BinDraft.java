package io.shmtender.simulator.record;

import java.util.ArrayList;
import java.util.List;

/** The bins of a record while a command works on them. Not thread-safe: one per command. */
public final class BinDraft {
  private final List<Bin> bins;

  /** A draft that begins with {@code bins}. */
  public BinDraft(List<Bin> bins) {
    this.bins = new ArrayList<>(bins);
  }

  /** The value of a bin, null when there is none. */
  public Particle get(String name) {
    int at = indexOf(name);
    return at < 0 ? null : bins.get(at).particle();
  }

  /** Creates or overwrites a bin. */
  public void put(String name, Particle particle) {
    int at = indexOf(name);
    Bin bin = new Bin(name, particle);
    if (at < 0) {
      bins.add(bin);
    } else {
      bins.set(at, bin);
    }
  }

  /** Deletes a bin if it is there. */
  public void remove(String name) {
    int at = indexOf(name);
    if (at >= 0) {
      bins.remove(at);
    }
  }

  /** Deletes all bins. */
  public void clear() {
    bins.clear();
  }

  /** The bins as they are now. */
  public List<Bin> bins() {
    return List.copyOf(bins);
  }

  private int indexOf(String name) {
    for (int i = 0; i < bins.size(); i++) {
      if (bins.get(i).name().equals(name)) {
        return i;
      }
    }
    return -1;
  }
}
