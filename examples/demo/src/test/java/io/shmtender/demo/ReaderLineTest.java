package io.shmtender.demo;

import static org.junit.jupiter.api.Assertions.*;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class ReaderLineTest {
  private static void assertReadAsWritten(ReaderLine line) {
    assertEquals(line, ReaderLine.parse(line.text()));
  }

  @Test
  void readsWhatItWrites() {
    assertReadAsWritten(new ReaderLine.Progress(-9, 12, 34, 56, Map.of("A", 3L, "BB9", 31L)));
    assertReadAsWritten(ReaderLine.Progress.NONE);
    assertReadAsWritten(new ReaderLine.Failed(-5, 6, "put", "SomeException: what, where and why"));
    assertReadAsWritten(new ReaderLine.Lost("test:reader-1:7 holds 3 instead of 4"));
    assertReadAsWritten(new ReaderLine.Done());
  }

  @Test
  void keepsWhatItDoesNotKnow() {
    assertReadAsWritten(new ReaderLine.Other("\tat java.base/java.lang.Thread.run"));
    assertReadAsWritten(new ReaderLine.Other(""));
  }
}
