package io.shmtender.daemon.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shmtender.daemon.segment.SegmentPublisher;
import io.shmtender.daemon.segment.SegmentSettings;
import io.shmtender.daemon.testing.LargeCluster;
import io.shmtender.reader.ClusterMap;
import io.shmtender.reader.layout.SegmentDirectory;
import io.shmtender.reader.layout.SegmentKey;
import io.shmtender.testing.MemoryDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How often the host is surveyed, and what that may cost. */
final class HostSurveyorTest {
  private static final long SURVEY_NANOS = TimeUnit.MILLISECONDS.toNanos(380);
  private static final long BUDGET_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

  @TempDir(factory = MemoryDirectory.class)
  private Path directory;

  private long nanos = 1;
  private long cpu;

  private HostSurveyor surveyor(Path proc) {
    return new HostSurveyor(
        new SegmentDirectory(directory),
        SegmentKey.DEFAULT,
        () -> Instant.ofEpochSecond(0, nanos),
        new ProcessTable(proc, () -> nanos),
        // A host on which each survey takes at least as long as one with 300 readers did.
        new CpuBudget(BUDGET_NANOS, () -> nanos, () -> cpu += SURVEY_NANOS / 2));
  }

  @Test
  void surveysOfALargeHostTakeNoMoreThanTheirBudgetHoweverOftenThePageIsAskedFor() {
    HostSurveyor surveyor = surveyor(Path.of("/proc"));
    Set<Instant> surveys = new HashSet<>();
    for (int second = 0; second < 1200; second++) {
      surveys.add(surveyor.survey(Optional.empty()).at());
      nanos += TimeUnit.SECONDS.toNanos(1);
    }
    int most = (int) (21 * BUDGET_NANOS / SURVEY_NANOS) + 1;
    assertTrue(
        surveys.size() >= 5 && surveys.size() <= most, surveys.size() + " surveys in 20 minutes");
  }

  @Test
  void aSurveySaysHowLargeEachClusterIsAndReadsAgainWhatWasPublished() throws Exception {
    SegmentSettings settings =
        SegmentSettings.defaults(new SegmentDirectory(directory), new SegmentKey(0xA7000001));
    SegmentPublisher publisher =
        SegmentPublisher.open(settings, 1, Optional.of(LargeCluster.of(3, 2)), Set.of());
    publisher.heartbeat(1, true);
    Path proc = Files.createDirectories(directory.resolve("proc"));
    HostSurveyor surveyor =
        new HostSurveyor(
            new SegmentDirectory(directory),
            SegmentKey.DEFAULT,
            () -> Instant.ofEpochSecond(0, nanos),
            new ProcessTable(proc, () -> nanos),
            new CpuBudget(BUDGET_NANOS, () -> nanos, () -> 0));
    HostSurvey first = surveyor.survey(Optional.empty());
    assertEquals(
        List.of(new SegmentSummary.Cluster("large", 3, 2)),
        first.segments().stream().flatMap(segment -> segment.cluster().stream()).toList());
    ClusterMap larger = LargeCluster.of(5, 2);
    publisher.publish(larger, Set.of());
    nanos += TimeUnit.SECONDS.toNanos(6);
    HostSurvey second = surveyor.survey(Optional.empty());
    assertEquals(
        List.of(new SegmentSummary.Cluster("large", 5, 2)),
        second.segments().stream().flatMap(segment -> segment.cluster().stream()).toList());
  }
}
