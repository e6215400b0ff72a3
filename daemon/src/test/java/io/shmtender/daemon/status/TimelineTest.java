package io.shmtender.daemon.status;

import static org.junit.jupiter.api.Assertions.*;

import io.shmtender.daemon.status.Timeline.Step;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TimelineTest {
  private long now = 5_000_000_000L;
  private final Timeline timeline = new Timeline(() -> now);

  private void pass(Duration time) {
    now += time.toNanos();
  }

  private Step step(int fromEnd) {
    List<Optional<Step>> steps = timeline.steps();
    return steps.get(steps.size() - 1 - fromEnd).orElseThrow();
  }

  @Test
  void summarisesTheTendsOfTenSeconds() {
    for (int tend = 1; tend <= 100; tend++) {
      timeline.tended(1000L * tend, tend % 10 != 0);
    }
    timeline.moved(3);
    timeline.moved(4);
    assertEquals(new Step(0, 100, 10, 50_000, 99_000, 100_000, 7), step(0));
    pass(Duration.ofSeconds(10));
    timeline.tended(7, true);
    assertEquals(new Step(0, 100, 10, 50_000, 99_000, 100_000, 7), step(1));
    assertEquals(new Step(1, 1, 0, 7, 7, 7, 0), step(0));
  }

  @Test
  void leavesStepsEmptyInWhichNothingHappened() {
    timeline.tended(1, true);
    pass(Duration.ofSeconds(30));
    timeline.tended(2, true);
    List<Optional<Step>> steps = timeline.steps();
    assertEquals(Timeline.STEPS, steps.size());
    assertEquals(2, steps.stream().flatMap(Optional::stream).count());
    assertEquals(1, step(3).longest());
    assertEquals(2, step(0).longest());
  }

  @Test
  void forgetsAfterAnHour() {
    timeline.tended(1, true);
    pass(Duration.ofMinutes(60).minusSeconds(10));
    assertEquals(1, timeline.steps().stream().filter(Optional::isPresent).count());
    pass(Duration.ofSeconds(10));
    assertTrue(timeline.steps().stream().noneMatch(Optional::isPresent));
    timeline.tended(2, true);
    pass(Duration.ofHours(3));
    assertTrue(timeline.steps().stream().noneMatch(Optional::isPresent));
    assertTrue(timeline.steps().stream().allMatch(Objects::nonNull));
  }

  @Test
  void countsMoreTendsThanItKeepsDurationsOf() {
    for (int tend = 0; tend < 5000; tend++) {
      timeline.tended(1000, true);
    }
    assertEquals(new Step(0, 5000, 0, 1000, 1000, 1000, 0), step(0));
  }
}
