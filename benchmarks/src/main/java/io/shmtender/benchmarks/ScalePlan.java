package io.shmtender.benchmarks;

import java.time.Duration;
import java.util.List;

/**
 * How long {@link Scale} looks.
 *
 * @param warmUp before anything is measured
 * @param rest at a daemon at rest
 * @param moves how many partitions are moved, one by one
 * @param membershipChanges how often a node leaves and joins again, after it was done once
 * @param pages how often a page is fetched
 * @param readers with so many processes that have the segment mapped
 * @param open at an open page, with each number of them but the last
 * @param openLong with the last
 * @param streaming at moves that follow each other closely
 * @param flapping at nodes that come and go
 */
record ScalePlan(
    Duration warmUp,
    Duration rest,
    int moves,
    int membershipChanges,
    int pages,
    List<Integer> readers,
    Duration open,
    Duration openLong,
    Duration streaming,
    Duration flapping) {

  /** Long enough for figures that somebody should go by. */
  static final ScalePlan FULL =
      new ScalePlan(
          Duration.ofSeconds(10),
          Duration.ofSeconds(15),
          40,
          25,
          10,
          List.of(1, 100, 300, 1000),
          Duration.ofSeconds(6),
          Duration.ofMinutes(1),
          Duration.ofSeconds(8),
          Duration.ofMinutes(1));
}
