package io.shmtender.benchmarks;

import java.util.OptionalDouble;

/** What {@link Scale} measures, and what it should be at most. */
enum Figure {
  READY("ready: from the start until readers find the whole map, s", Double.NaN, 2.5, 5),
  READY_CPU("processor time of the daemon until then, s"),
  READY_SIMULATOR("the simulated cluster's share of the machine until then, %"),
  REST_CPU("at rest, % of a core", Double.NaN, 3, 3),
  REST_SIMULATOR("the simulated cluster's share of the machine meanwhile, %"),
  RESIDENT("resident at rest, MB", 75, Double.NaN, Double.NaN),
  RESIDENT_MOST("resident at most, to the end of all this, MB"),
  HEAP("heap in use at rest, MB"),
  HEAP_LIMIT("limit of the heap, MB"),
  TEND_MEDIAN("a tend that changes nothing, median, ms"),
  TEND_P99("99 %, ms"),
  PUBLISH_ONE_MEDIAN("publish of one moved partition, median, ms"),
  PUBLISH_ONE_P99("99 %, ms", 5, 5, 5),
  PUBLISH_ALL_MEDIAN("publish after a node left or joined, median, ms"),
  PUBLISH_ALL_P99("99 %, ms", 15, 15, 15),
  PAGE("status page, kB", 300, 300, 300),
  PAGE_COMPRESSED("compressed, kB"),
  PAGE_MILLIS("until it is there, median, ms"),
  METRICS("/metrics, kB"),
  METRICS_MILLIS("until they are there, median, ms"),
  OPEN_1("page open in a browser, 1 reader, % of a core"),
  OPEN_100("100 readers, % of a core"),
  OPEN_300("300 readers, % of a core"),
  OPEN_1000("1000 readers, % of a core"),
  SURVEY("1000 readers more than 1, in a whole minute, % of a core", 2, 2, 2),
  MOVES_CPU("200 moves each 0.2 s, % of a core"),
  MOVES_RECEIVED("received meanwhile, MB/s"),
  FLAP_LINES("a quarter of the nodes flaps: log lines in a minute", 50, 50, 50),
  FLAP_KILOBYTES("kB of log in a minute", 50, 50, 50),
  FLAP_LONGEST("longest line, bytes"),
  FLAP_CPU("meanwhile, % of a core"),
  FLAP_SIMULATOR("the simulated cluster's share of the machine meanwhile, %");

  private final String words;
  private final double mostAtSmall;
  private final double mostAtMedium;
  private final double mostAtLarge;

  Figure(String words) {
    this(words, Double.NaN, Double.NaN, Double.NaN);
  }

  Figure(String words, double mostAtSmall, double mostAtMedium, double mostAtLarge) {
    this.words = words;
    this.mostAtSmall = mostAtSmall;
    this.mostAtMedium = mostAtMedium;
    this.mostAtLarge = mostAtLarge;
  }

  String words() {
    return words;
  }

  /** Returns what it should be at most; empty where nothing is aimed at. */
  OptionalDouble most(ClusterSize size) {
    double most = Double.NaN;
    if (size.equals(ClusterSize.SMALL)) {
      most = mostAtSmall;
    } else if (size.equals(ClusterSize.MEDIUM)) {
      most = mostAtMedium;
    } else if (size.equals(ClusterSize.LARGE)) {
      most = mostAtLarge;
    }
    return Double.isNaN(most) ? OptionalDouble.empty() : OptionalDouble.of(most);
  }
}
