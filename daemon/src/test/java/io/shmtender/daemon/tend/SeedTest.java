package io.shmtender.daemon.tend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SeedTest {

  @Test
  void seedsAreReadAsOperatorsWriteThem() {
    assertEquals(new Seed("db1", 3000), Seed.parse(" db1 "));
    assertEquals(new Seed("db1", 4000), Seed.parse("db1:4000"));
    assertEquals(new Seed("db1", 4000, "tls"), Seed.parse("db1:4000:tls"));
    assertEquals(new Seed("db1", 4000, "tls"), Seed.parse("db1:tls:4000"));
    assertEquals(new Seed("::1", 4000), Seed.parse("[::1]:4000"));
    assertEquals("[::1]:4000", Seed.parse("[::1]:4000").toString());
    for (String malformed : List.of("", ":3000", "db1:", "[::1", "db1:70000", "db1:1:a:b", "[]x")) {
      assertThrows(IllegalArgumentException.class, () -> Seed.parse(malformed), malformed);
    }
  }
}
