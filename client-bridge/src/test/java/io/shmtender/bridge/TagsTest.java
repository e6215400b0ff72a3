package io.shmtender.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.shmtender.testing.TagsOfTests;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Holds the tags of this module's tests against what the tests do. */
final class TagsTest {
  @Test
  @Tag("once")
  void testsThatStartAProcessSaySo() {
    assertEquals(List.of(), TagsOfTests.mistakes());
  }
}
