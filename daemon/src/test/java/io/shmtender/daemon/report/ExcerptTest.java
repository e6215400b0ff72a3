package io.shmtender.daemon.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ExcerptTest {
  @Test
  void namesAFewAndCountsTheRest() {
    assertEquals("", Excerpt.of(List.of()));
    assertEquals("a, b, c, d", Excerpt.of(List.of("a", "b", "c", "d")));
    assertEquals("a; b; c and 2 more", Excerpt.of(List.of("a", "b", "c", "d", "e"), "; "));
    String many = Excerpt.of(IntStream.range(0, 256).mapToObj(i -> "x".repeat(10_000)).toList());
    assertTrue(many.endsWith(" and 253 more"), many);
    assertTrue(many.length() < 1300, many);
  }

  @Test
  void cutsBetweenCharacters() {
    assertEquals("abc", Excerpt.cut("abc", 3));
    assertEquals("ab…", Excerpt.cut("abcd", 3));
    assertEquals("a…", Excerpt.cut("a\ud83d\ude00bc", 3));
  }
}
