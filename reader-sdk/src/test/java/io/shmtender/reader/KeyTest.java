package io.shmtender.reader;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.aerospike.client.cluster.Partition;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The official client says what the digest of a key is. */
final class KeyTest {
  private static final int RANDOM_KEYS = 1_000_000;

  @Test
  @Tag("slow")
  void digestsOfAMillionRandomKeysAreThoseOfTheOfficialClient() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    String lastSet = "users";
    for (int i = 0; i < RANDOM_KEYS; i++) {
      // One set after the other, and the same one again, which is remembered.
      String set = i % 16 == 0 ? null : random.nextBoolean() ? randomText(random, 63) : lastSet;
      lastSet = set;
      Key mine;
      com.aerospike.client.Key theirs;
      switch (i % 3) {
        case 0 -> {
          long key = random.nextLong() >> random.nextInt(64);
          mine = Key.of("test", set, key);
          theirs = new com.aerospike.client.Key("test", set, key);
        }
        case 1 -> {
          String key = randomText(random, i % 100 == 1 ? 400 : 40);
          mine = Key.of("test", set, key);
          theirs = new com.aerospike.client.Key("test", set, key);
        }
        default -> {
          byte[] key = new byte[random.nextInt(i % 100 == 2 ? 400 : 40)];
          random.nextBytes(key);
          mine = Key.of("test", set, key);
          theirs = new com.aerospike.client.Key("test", set, key);
        }
      }
      int number = i;
      assertArrayEquals(theirs.digest, mine.digest(), () -> "seed " + seed + ", key " + number);
      assertEquals(Partition.getPartitionId(theirs.digest), mine.partitionId());
    }
  }

  @Test
  void digestIsRightAtEveryLengthAroundTheEndsOfBlocks() {
    for (int length = 0; length < 300; length++) {
      String text = "x".repeat(length);
      assertArrayEquals(
          new com.aerospike.client.Key("test", "set", text).digest,
          Key.of("test", "set", text).digest(),
          "length " + length);
      assertArrayEquals(
          new com.aerospike.client.Key("test", text, 7L).digest,
          Key.of("test", text, 7L).digest(),
          "set of length " + length);
    }
  }

  @Test
  void unpairedSurrogatesAreHashedAsTheOfficialClientDoes() {
    for (String text : new String[] {"\uD800", "a\uDC00b", "\uD83D\uDE00", "\uD83D\uD83D\uDE00"}) {
      assertArrayEquals(
          new com.aerospike.client.Key("test", "set", text).digest,
          Key.of("test", "set", text).digest(),
          HexFormat.of().toHexDigits(text.charAt(0)));
    }
  }

  @Test
  void keysAreEqualWhenNamespaceAndDigestAre() {
    Key key = Key.of("test", "set", 1);
    assertEquals(key, Key.ofDigest("test", "set", key.digest()));
    assertEquals(key.hashCode(), Key.ofDigest("test", null, key.digest()).hashCode());
    assertNotEquals(key, Key.of("test", "set", "1"));
    assertNotEquals(key, Key.of("other", "set", 1));
    assertEquals(Key.of("test", null, 1), Key.of("test", "", 1));
  }

  @Test
  void nobodyChangesAKeyThroughItsArrays() {
    byte[] userKey = {1, 2, 3};
    Key key = Key.of("test", "set", userKey);
    Key same = Key.of("test", "set", userKey.clone());
    userKey[0] = 9;
    key.digest()[0] ^= 1;
    assertEquals(same, key);
    ((byte[]) key.userKey())[0] = 9;
    assertArrayEquals((byte[]) same.userKey(), (byte[]) key.userKey());
  }

  @Test
  void userKeyIsShownToWhoAsksForItOnly() {
    String digest = HexFormat.of().formatHex(Key.of("test", "set", "alice@example.org").digest());
    Key key = Key.of("test", "set", "alice@example.org");
    assertEquals("test:set:" + digest, key.toString());
    assertFalse(Key.of("test", "set", 4711L).toString().contains("4711:"));
    assertFalse(Key.of("test", "set", new byte[] {1, 2, 3}).toString().contains(":010203:"));
    System.setProperty(Key.SHOW_USER_KEYS, "true");
    try {
      assertEquals("test:set:alice@example.org:" + digest, key.toString());
      assertTrue(Key.of("test", "set", 4711L).toString().startsWith("test:set:4711:"));
    } finally {
      System.clearProperty(Key.SHOW_USER_KEYS);
    }
  }

  @Test
  void digestOfAnotherLengthIsRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> Key.ofDigest("test", "set", new byte[Key.DIGEST_SIZE - 1]));
  }

  // Mostly ASCII, some Latin-1, some of every plane.
  private static String randomText(Random random, int maxLength) {
    int length = random.nextInt(maxLength);
    int kind = random.nextInt(8);
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      switch (kind) {
        case 0 -> text.append((char) random.nextInt(256));
        case 1 -> text.appendCodePoint(randomCodePoint(random));
        default -> text.append((char) (' ' + random.nextInt(95)));
      }
    }
    return text.toString();
  }

  private static int randomCodePoint(Random random) {
    while (true) {
      int codePoint = random.nextInt(Character.MAX_CODE_POINT + 1) >> random.nextInt(16);
      if (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE) {
        return codePoint;
      }
    }
  }
}
