package io.shmtender.reader.layout;

import static org.junit.jupiter.api.Assertions.*;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SegmentFileTest {
  private static final SegmentKey KEY = SegmentKey.parse("0xA7000000");

  @Test
  void aNameSaysKeyFenceAndNumber() {
    SegmentFile file = new SegmentFile(KEY, 2, 13);
    assertEquals("0xA7000000.2.13.segment", file.name());
    assertEquals(Optional.of(file), SegmentFile.parse(file.name()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "segment",
        ".segment",
        "0xA7000000.segment",
        "0xA7000000.1.segment",
        "0xA7000000.1.1.lock",
        "0xA7000000.1.1.segment.draft-1-1",
        "0xA7000000.0.1.segment",
        "0xA7000000.1.0.segment",
        "0xA7000000.-1.1.segment",
        "0xA7000000.1.x.segment",
        "0xA7000000.1..segment",
        "0xA7000000.1.1234567890.segment",
        "0xa7000000.1.1.segment",
        "0xG7000000.1.1.segment",
        "0x00000000.1.1.segment",
        "1234567890.1.1.segment",
        "0xA7000000-1.1.segment",
      })
  void otherNamesAreNotSegments(String name) {
    assertEquals(Optional.empty(), SegmentFile.parse(name));
  }

  @Test
  void aGreaterFenceBeatsAnyNumber() {
    List<SegmentFile> files = new ArrayList<>();
    for (int fence : new int[] {10, 2, 1}) {
      for (int number : new int[] {11, 9, 1}) {
        files.add(new SegmentFile(KEY, fence, number));
      }
    }
    Collections.sort(files);
    assertEquals(
        List.of("1.1", "1.9", "1.11", "2.1", "2.9", "2.11", "10.1", "10.9", "10.11"),
        files.stream().map(file -> file.fence() + "." + file.number()).toList());
  }

  @Test
  void theNewestFileOfAKeyIsFoundAmongOthers(@TempDir Path path) throws Exception {
    SegmentDirectory directory = new SegmentDirectory(path);
    assertEquals(Optional.empty(), directory.newest(KEY));
    for (String name :
        List.of(
            "0xA7000000.1.9.segment",
            "0xA7000000.2.1.segment",
            "0xA8000000.7.1.segment",
            "0xA7000000.3.1.segment.draft-1-1",
            "0xA7000000.3.lock",
            "notes.txt")) {
      Files.createFile(path.resolve(name));
    }
    assertEquals(Optional.of(new SegmentFile(KEY, 2, 1)), directory.newest(KEY));
    assertEquals(3, directory.greatestFence(KEY));
    assertEquals(2, directory.files(KEY).size());
    assertEquals(List.of(), new SegmentDirectory(path.resolve("none")).files());
  }

  @ParameterizedTest
  @CsvSource({
    "0xA7000000, 0xA7000000",
    "0xa7000000, 0xA7000000",
    "2801795072, 0xA7000000",
    "1, 0x00000001",
    "0xFFFFFFFF, 0xFFFFFFFF"
  })
  void keysAreReadAsPeopleWriteThem(String text, String key) {
    assertEquals(key, SegmentKey.parse(text).toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "-1", "0x1FFFFFFFF", "4294967296", "key", "0x"})
  void whatIsNoKeyIsSaidClearly(String text) {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> SegmentKey.parse(text));
    assertTrue(refused.getMessage().contains("such as 0xA7000000"), refused.getMessage());
  }

  @Test
  void theDirectoryIsTheConfiguredOneElseRunElseTheUsersOwn(@TempDir Path run) {
    assertEquals(
        Path.of("/x"),
        SegmentDirectory.standard(Map.of(SegmentDirectory.VARIABLE, "/x"), run).path());
    assertEquals(run, SegmentDirectory.standard(Map.of("XDG_RUNTIME_DIR", "/u"), run).path());
    Path none = run.resolve("none");
    assertEquals(
        Path.of("/u/aerospike-shm-tender"),
        SegmentDirectory.standard(Map.of("XDG_RUNTIME_DIR", "/u"), none).path());
    assertTrue(
        SegmentDirectory.standard(Map.of(), none)
            .path()
            .toString()
            .startsWith("/dev/shm/aerospike-shm-tender-"));
  }
}
