package io.shmtender.daemon.metrics;

import static org.junit.jupiter.api.Assertions.*;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class BucketReservoirTest {
  private final BucketReservoir reservoir = new BucketReservoir();

  private void update(Duration duration) {
    reservoir.update(duration.toNanos());
  }

  @Test
  void aDurationIsCountedInTheRangeThatItEnds() {
    update(Duration.ZERO);
    update(Duration.ofNanos(100_000));
    update(Duration.ofNanos(100_001));
    update(Duration.ofSeconds(10));
    update(Duration.ofSeconds(11));
    BucketSnapshot snapshot = reservoir.buckets();
    long[] counts = snapshot.counts();
    assertEquals(2, counts[0]);
    assertEquals(1, counts[1]);
    assertEquals(1, counts[counts.length - 2]);
    assertEquals(1, counts[counts.length - 1]);
    assertEquals(5, snapshot.size());
    assertEquals(Duration.ofSeconds(21).plusNanos(200_001).toNanos(), snapshot.sum());
  }

  @Test
  void nothingCountedIsZeroEverywhere() {
    BucketSnapshot nothing = reservoir.buckets();
    assertEquals(0, nothing.getMin());
    assertEquals(0, nothing.getMax());
    assertEquals(0, nothing.getMean());
    assertEquals(0, nothing.getStdDev());
    assertEquals(0, nothing.get99thPercentile());
  }

  @Test
  void quantilesAreEstimatedWithinARangeAndNeverOutsideOfWhatWasCounted() {
    for (int i = 0; i < 99; i++) {
      update(Duration.ofMillis(2));
    }
    update(Duration.ofMillis(70));
    BucketSnapshot snapshot = reservoir.buckets();
    double median = snapshot.getMedian();
    assertTrue(median >= 1.9e6 && median <= 2.5e6, "median " + median);
    assertEquals(70e6, snapshot.getValue(1), 1);
    assertEquals(2e6, snapshot.getValue(0), 1);
    assertEquals(2_680_000, snapshot.getMean(), 1);
    assertTrue(snapshot.getStdDev() > 5e6, "deviation " + snapshot.getStdDev());
  }
}
