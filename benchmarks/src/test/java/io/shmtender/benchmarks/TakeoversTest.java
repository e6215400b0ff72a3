package io.shmtender.benchmarks;

import static org.junit.jupiter.api.Assertions.*;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is not part of any other test's way: that takeovers can be measured. */
@Tag("packaged")
@Tag("once")
final class TakeoversTest {
  private static final Path LAUNCHER = Path.of("..", "bin", "aerospike-shm-tender");

  @Test
  void everyKindOfTakeoverIsMeasured() throws Exception {
    assumeTrue(isBuilt(), "the daemon's jar is missing: run './mvnw verify'");
    Map<Takeovers.Cause, List<Takeovers.Taken>> all = Takeovers.measure(LAUNCHER, 1);
    for (Takeovers.Cause cause : Takeovers.Cause.values()) {
      Takeovers.Taken taken = all.get(cause).get(0);
      assertTrue(taken.published() > 0 && taken.followed() >= taken.published(), all::toString);
    }
  }

  private static boolean isBuilt() throws IOException {
    try (Stream<Path> built = Files.list(Path.of("..", "daemon", "target"))) {
      return built.anyMatch(file -> file.toString().endsWith("-all.jar"));
    }
  }
}
