package io.shmtender.daemon.segment;

import static org.junit.jupiter.api.Assertions.*;

import io.shmtender.client.ShmClient;
import io.shmtender.daemon.testing.PlantedMap;
import io.shmtender.reader.NoSegmentException;
import io.shmtender.reader.ReaderOptions;
import io.shmtender.reader.Router;
import io.shmtender.reader.ShmReader;
import io.shmtender.reader.layout.SegmentDirectory;
import io.shmtender.reader.layout.SegmentKey;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose reader a client closes: the one that it attached, and no other. */
final class ShmClientAttachTest {
  @TempDir Path directory;

  private ReaderOptions options() {
    return ReaderOptions.defaults().withDirectory(directory);
  }

  private void publish() throws Exception {
    SegmentPublisher.open(
        SegmentSettings.defaults(new SegmentDirectory(directory), SegmentKey.DEFAULT),
        1,
        Optional.of(PlantedMap.of(3)),
        Set.of());
  }

  @Test
  void aClientThatAttachedClosesItsReader() throws Exception {
    publish();
    Router router;
    try (ShmClient client = ShmClient.attach(options())) {
      router = client.router();
      assertEquals(3, PlantedMap.number(router.view()));
    }
    assertThrows(IllegalStateException.class, router::view);
  }

  @Test
  void aClientOfAReaderLeavesItOpen() throws Exception {
    publish();
    try (ShmReader reader = ShmReader.attach(options())) {
      try (ShmClient client = ShmClient.of(reader)) {
        assertSame(reader, client.router());
      }
      assertEquals(3, PlantedMap.number(reader.view()));
    }
  }

  @Test
  void withoutASegmentAttachingFailsAsTheReaderDoes() {
    assertThrows(NoSegmentException.class, () -> ShmClient.attach(options()));
  }
}
