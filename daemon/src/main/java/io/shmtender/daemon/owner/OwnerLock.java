package io.shmtender.daemon.owner;

import io.shmtender.daemon.files.OwnDirectory;
import io.shmtender.reader.SegmentStatus;
import io.shmtender.reader.ShmReaderException;
import io.shmtender.reader.layout.SegmentDirectory;
import io.shmtender.reader.layout.SegmentFile;
import io.shmtender.reader.layout.SegmentKey;
import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lock that makes one of a key's daemons its owner.
 *
 * <p>A kernel lock on a file, so that it goes with the process that holds it: a standby waits in
 * the kernel and owns within a millisecond of the owner's end, however that came about. An owner
 * that hangs keeps its lock, though. So the lock has a number, the fence: a standby that sees no
 * heartbeat for the takeover threshold makes the lock file of the next fence and takes that one.
 * Only the greatest fence counts.
 *
 * <p>Why at most one process can reach readers: the kernel gives each lock file to one process;
 * only the holder of fence f makes segment files of fence f; readers look at the file with the
 * greatest fence. The former owner of f, wherever it wakes, makes and changes files of f only. A
 * standby that decided to take over from f and then slept finds f+1 locked, and has no ground for
 * f+2 before it has seen the owner of f+1 silent. Removing the locks of smaller fences is safe,
 * since a process that still gets one of them sees that a greater one exists.
 */
public final class OwnerLock {
  private static final Logger LOG = LoggerFactory.getLogger(OwnerLock.class);
  // How often a standby looks whether the lock that it waits for still counts.
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  // How long an owner that looks silent has to show that it is not: when the whole host slept,
  // owner and standby wake together, and the owner's heartbeat comes a moment later.
  private static final long CONFIRM_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final SegmentDirectory directory;
  private final SegmentKey key;
  private final long thresholdNanos;
  private final CompletableFuture<Void> cancelled = new CompletableFuture<>();

  /** Creates the lock of a key; nothing is touched yet. */
  public OwnerLock(SegmentDirectory directory, SegmentKey key, Duration takeoverThreshold) {
    this.directory = directory;
    this.key = key;
    this.thresholdNanos = takeoverThreshold.toNanos();
  }

  /**
   * Takes the lock if nobody holds it.
   *
   * @throws IOException if the lock file cannot be made or read
   */
  public Optional<Claim> tryClaim() throws IOException {
    OwnDirectory.ofAnyGroup(directory).make();
    return Optional.ofNullable(tryClaim(greatestFence(), false));
  }

  private Claim tryClaim(int fence, boolean takeover) throws IOException {
    LockFile lock = LockFile.open(directory, key, fence);
    Claim claim = null;
    try {
      lock.showSuccessor();
      if (lock.tryLock() != null) {
        claim = claim(lock, takeover);
      }
      return claim;
    } finally {
      if (claim == null) {
        lock.close();
      }
    }
  }

  /**
   * Waits until this process owns the key: at once when nobody does, when the owner ends, or when
   * the owner was silent for the takeover threshold.
   *
   * @param eachLook called on this thread about every half second, whenever it looked at the owner;
   *     must not block
   * @throws IOException if the lock file cannot be made or read
   * @throws InterruptedException if the thread is interrupted
   */
  public Optional<Claim> await(Runnable eachLook) throws IOException, InterruptedException {
    while (!cancelled.isDone()) {
      Optional<Claim> free = tryClaim();
      if (free.isPresent()) {
        return free;
      }
      Claim claim = await(greatestFence(), eachLook);
      if (claim != null) {
        return Optional.of(claim);
      }
    }
    return Optional.empty();
  }

  /**
   * Returns whether another process waits for the key, or owns it and is still taking things over.
   * For a process that has let go of it.
   *
   * @throws IOException if the lock file cannot be read
   */
  public boolean hasSuccessor() throws IOException {
    while (true) {
      try (LockFile lock = LockFile.open(directory, key, greatestFence())) {
        // A lock that stopped counting meanwhile says nothing of the one that counts now.
        if (lock.hasSuccessor()) {
          return true;
        }
        if (lock.counts()) {
          return false;
        }
      }
    }
  }

  private int greatestFence() throws IOException {
    return Math.max(1, directory.greatestFence(key));
  }

  /** Makes {@link #await} return without a claim, now and for ever. For any thread. */
  public void cancel() {
    cancelled.complete(null);
  }

  // Null when the lock of this fence no longer counts, and when the wait is cancelled.
  private Claim await(int fence, Runnable eachLook) throws IOException, InterruptedException {
    LockFile lock = LockFile.open(directory, key, fence);
    Claim claim = null;
    try {
      lock.showSuccessor();
      CompletableFuture<FileLock> locked = lockInBackground(lock);
      CompletableFuture<Object> over = CompletableFuture.anyOf(locked, cancelled);
      long watchedSince = System.nanoTime();
      long suspectSince = 0;
      boolean suspected = false;
      while (true) {
        eachLook.run();
        long now = System.nanoTime();
        long overdue = silence(lock, now, watchedSince) - thresholdNanos;
        if (overdue < 0) {
          suspected = false;
        } else if (!suspected) {
          suspected = true;
          suspectSince = now;
        } else if (now - suspectSince >= CONFIRM_NANOS) {
          return takeOver(fence, overdue);
        }
        long wait = suspected ? CONFIRM_NANOS : Math.min(-overdue, LOOK_NANOS);
        wait(over, wait);
        if (cancelled.isDone()) {
          return null;
        }
        if (locked.isDone()) {
          claim = claim(lock, false);
          return claim;
        }
        if (!lock.counts()) {
          return null;
        }
      }
    } finally {
      if (claim == null) {
        lock.close();
      }
    }
  }

  private static CompletableFuture<FileLock> lockInBackground(LockFile lock) {
    CompletableFuture<FileLock> locked = new CompletableFuture<>();
    Thread waiter =
        new Thread(
            () -> {
              try {
                locked.complete(lock.lock());
              } catch (AsynchronousCloseException e) {
                LOG.trace("the wait is over", e);
              } catch (IOException | RuntimeException | Error e) {
                // Errors too: nobody would ever hear of a lock that was given meanwhile.
                locked.completeExceptionally(e);
              }
            },
            "owner-lock");
    waiter.setDaemon(true);
    waiter.start();
    return locked;
  }

  private static void wait(CompletableFuture<Object> over, long nanos)
      throws IOException, InterruptedException {
    try {
      over.get(nanos, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      LOG.trace("still a standby", e);
    } catch (ExecutionException e) {
      throw new IOException("cannot wait for the owner lock: " + e.getCause(), e.getCause());
    }
  }

  // Returns null if somebody else was faster.
  private Claim takeOver(int fence, long overdueNanos) throws IOException {
    Claim claim = tryClaim(fence + 1, true);
    if (claim != null) {
      LOG.warn(
          "the owner of key {} has been silent for {} ms, past the takeover threshold: taken over"
              + " under fence {}. If it only hangs it becomes a standby when it goes on",
          key,
          TimeUnit.NANOSECONDS.toMillis(thresholdNanos + overdueNanos),
          claim.fence());
    }
    return claim;
  }

  // How long nothing was heard of the owner: neither a heartbeat nor that it claimed the lock.
  private long silence(LockFile lock, long now, long watchedSince) throws IOException {
    long silence = Long.MAX_VALUE;
    OptionalLong claimedAt = lock.claimedAt();
    if (claimedAt.isPresent() && claimedAt.getAsLong() <= now) {
      silence = now - claimedAt.getAsLong();
    }
    Optional<SegmentFile> newest = directory.newest(key);
    if (newest.isPresent()) {
      silence = Math.min(silence, heartbeatAge(directory.resolve(newest.get())));
    }
    return silence == Long.MAX_VALUE ? now - watchedSince : silence;
  }

  private static long heartbeatAge(Path segment) {
    try {
      SegmentStatus status = SegmentStatus.read(segment);
      return status.heartbeatAge().toNanos();
    } catch (ShmReaderException e) {
      // Gone, damaged or of another version: it says nothing of the owner, and whoever takes over
      // reports what is wrong with it.
      LOG.debug("no heartbeat to be read", e);
      return Long.MAX_VALUE;
    }
  }

  // Returns null if the lock stopped counting before it was ours.
  private Claim claim(LockFile lock, boolean takeover) throws IOException {
    if (!lock.counts()) {
      return null;
    }
    lock.stampClaim();
    for (String name : directory.names()) {
      int fence = SegmentFile.fenceOfLock(key, name);
      if (fence > 0 && fence < lock.fence()) {
        Files.deleteIfExists(directory.resolveLock(key, fence));
      }
    }
    return new Claim(lock, takeover);
  }
}
