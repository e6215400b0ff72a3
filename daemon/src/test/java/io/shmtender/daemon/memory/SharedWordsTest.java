package io.shmtender.daemon.memory;

import static org.junit.jupiter.api.Assertions.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

final class SharedWordsTest {
  private static final int LENGTH = 64;

  private final ByteBuffer buffer =
      ByteBuffer.allocateDirect(LENGTH).order(ByteOrder.nativeOrder());
  private final SharedWords words = SharedWords.of(buffer);

  @Test
  void whatIsPutIsWhereOthersReadIt() {
    words.putShort(2, (short) -2);
    words.putInt(4, -3);
    words.putLong(8, -4);
    words.putIntRelease(16, -5);
    words.putIntVolatile(20, -6);
    words.putLongRelease(24, -7);
    words.put(32, new byte[] {1, 2, 3, 4}, 3);

    assertEquals(-2, buffer.getShort(2));
    assertEquals(-3, buffer.getInt(4));
    assertEquals(-4, buffer.getLong(8));
    assertEquals(-5, buffer.getInt(16));
    assertEquals(-6, buffer.getInt(20));
    assertEquals(-7, buffer.getLong(24));
    byte[] written = new byte[4];
    buffer.get(32, written);
    assertArrayEquals(new byte[] {1, 2, 3, 0}, written);
  }

  @Test
  void whatOthersPutIsReadFromWhereItIs() {
    buffer.putShort(2, (short) -2).putInt(4, -3).putLong(8, -4);

    assertEquals(-2, words.readShort(2));
    assertEquals(-3, words.readInt(4));
    assertEquals(-3, words.readIntAcquire(4));
    assertEquals(-3, words.readIntVolatile(4));
    assertEquals(-4, words.readLongAcquire(8));
    byte[] read = new byte[LENGTH];
    words.read(0, read);
    byte[] expected = new byte[LENGTH];
    buffer.get(0, expected);
    assertArrayEquals(expected, read);
  }

  @Test
  void aWordIsSetOnlyIfItHasTheValueThatIsExpected() {
    buffer.putInt(4, 1).putLong(8, 1);

    assertFalse(words.compareAndSetInt(4, 0, 2));
    assertFalse(words.compareAndSetLong(8, 0, 2));
    assertEquals(1, buffer.getInt(4));
    assertEquals(1, buffer.getLong(8));
    assertTrue(words.compareAndSetInt(4, 1, 2));
    assertTrue(words.compareAndSetLong(8, 1, 2));
    assertEquals(2, buffer.getInt(4));
    assertEquals(2, buffer.getLong(8));
  }
}
