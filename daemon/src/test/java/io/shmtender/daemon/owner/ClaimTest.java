package io.shmtender.daemon.owner;

import static org.junit.jupiter.api.Assertions.*;

import io.shmtender.reader.layout.SegmentDirectory;
import io.shmtender.reader.layout.SegmentKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an owner can tell of the end of its claim. */
final class ClaimTest {
  // Nobody takes over from an owner that is only slow.
  private static final Duration THRESHOLD = Duration.ofHours(1);

  @TempDir Path path;

  private SegmentDirectory directory() {
    return new SegmentDirectory(path);
  }

  private Claim claim() throws Exception {
    return new OwnerLock(directory(), SegmentKey.DEFAULT, THRESHOLD).tryClaim().orElseThrow();
  }

  @Test
  void aRemovedLockIsNoSuccessor() throws Exception {
    try (Claim claim = claim()) {
      assertTrue(claim.holds());
      assertFalse(claim.succeeded());

      Files.delete(directory().resolveLock(SegmentKey.DEFAULT, claim.fence()));
      assertFalse(claim.holds());
      assertFalse(claim.succeeded());
    }
  }

  @Test
  void aLaterFenceIsASuccessor() throws Exception {
    try (Claim claim = claim()) {
      Files.createFile(directory().resolveLock(SegmentKey.DEFAULT, claim.fence() + 1));
      assertFalse(claim.holds());
      assertTrue(claim.succeeded());
    }
  }
}
