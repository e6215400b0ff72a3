package io.shmtender.daemon.owner;

import java.io.IOException;

/** The ownership of a key by this process, until it is closed. For one thread. */
public final class Claim implements AutoCloseable {
  private final LockFile lock;
  private final boolean takenOver;

  Claim(LockFile lock, boolean takenOver) {
    this.lock = lock;
    this.takenOver = takenOver;
  }

  /** Returns the fence under which this process owns. */
  public int fence() {
    return lock.fence();
  }

  /** Returns whether the former owner did not let go: it hung and was taken over from. */
  public boolean takenOver() {
    return takenOver;
  }

  /**
   * Returns whether this process still owns. After it slept for long enough, a standby may have
   * taken over; then whatever this process still writes reaches nobody.
   *
   * @throws IOException if the directory cannot be read
   */
  public boolean holds() throws IOException {
    return lock.counts();
  }

  /**
   * Returns whether another process owns the key by now, or did: there is a later fence.
   *
   * @throws IOException if the directory cannot be read
   */
  public boolean succeeded() throws IOException {
    return lock.succeeded();
  }

  /**
   * Says that this process has taken up all that an owner has. Until then a former owner that stops
   * keeps for it what only one process can have at a time.
   *
   * @throws IOException if the lock file cannot be used
   */
  public void begun() throws IOException {
    lock.endSuccession();
  }

  /** Lets go: a standby owns at once. */
  @Override
  public void close() throws IOException {
    lock.close();
  }
}
