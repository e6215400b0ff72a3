package io.shmtender.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.shmtender.testing.TagsOfTests;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Holds the tags of this module's tests against what the tests do. */
final class TagsTest {
  @Test
  @Tag("once")
  @Tag("slow")
  void testsThatStartAProcessSaySo() {
    assertEquals(List.of(), TagsOfTests.mistakes());
  }
}
