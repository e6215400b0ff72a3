package io.shmtender.reader;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * RIPEMD-160, of Dobbertin, Bosselaers and Preneel, over blocks that are already padded: keys are
 * short, so that most of them are one block, encoded in place.
 *
 * <p>Why it looks as it does: the two lines of the algorithm do not depend on each other, and a
 * processor that runs them side by side needs little more than half of the time. The compiler would
 * rather run one after the other and move the second one's values to the stack, unless it is kept
 * from reordering ({@link #inOrder}). It also handles a few hundred lines well and 160 steps in one
 * method badly, so there are two methods. The constants are parameters because the compiler would
 * pull a literal addend through a rotation, which turns one instruction into four.
 */
final class Ripemd160 {
  static final int BLOCK_SIZE = 64;
  static final int DIGEST_SIZE = 20;

  // A work area: the block's 16 words, the five values of each line, and two that nobody reads.
  static final int LEFT = 16;
  static final int RIGHT = 21;
  private static final int UNREAD = 26;
  private static final int WORK_SIZE = 28;

  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private Ripemd160() {}

  /** Returns an array of whole blocks with room for the message and its padding. */
  static byte[] blocksFor(int messageSize) {
    int padding = 1 + Long.BYTES;
    return new byte[Math.addExact(messageSize, padding + BLOCK_SIZE - 1) & -BLOCK_SIZE];
  }

  /** Returns the digest of the message at the start of an array from {@link #blocksFor}. */
  static byte[] digest(byte[] blocks, int messageSize) {
    blocks[messageSize] = (byte) 0x80;
    LONGS.set(blocks, blocks.length - Long.BYTES, (long) messageSize << 3);
    int[] work = new int[WORK_SIZE];
    int h0 = 0x67452301;
    int h1 = 0xEFCDAB89;
    int h2 = 0x98BADCFE;
    int h3 = 0x10325476;
    int h4 = 0xC3D2E1F0;
    for (int block = 0; block < blocks.length; block += BLOCK_SIZE) {
      for (int i = 0; i < LEFT; i++) {
        work[i] = (int) INTS.get(blocks, block + i * Integer.BYTES);
      }
      work[LEFT] = h0;
      work[LEFT + 1] = h1;
      work[LEFT + 2] = h2;
      work[LEFT + 3] = h3;
      work[LEFT + 4] = h4;
      work[RIGHT] = h0;
      work[RIGHT + 1] = h1;
      work[RIGHT + 2] = h2;
      work[RIGHT + 3] = h3;
      work[RIGHT + 4] = h4;
      RipemdRounds1And2.run(work, 0x5A827999, 0x50A28BE6, 0x5C4DD124);
      RipemdRounds3To5.run(work, 0x6ED9EBA1, 0x8F1BBCDC, 0xA953FD4E, 0x6D703EF3, 0x7A6D76E9);
      int next0 = h1 + work[LEFT + 2] + work[RIGHT + 3];
      h1 = h2 + work[LEFT + 3] + work[RIGHT + 4];
      h2 = h3 + work[LEFT + 4] + work[RIGHT];
      h3 = h4 + work[LEFT] + work[RIGHT + 1];
      h4 = h0 + work[LEFT + 1] + work[RIGHT + 2];
      h0 = next0;
    }
    byte[] digest = new byte[DIGEST_SIZE];
    INTS.set(digest, 0, h0);
    INTS.set(digest, 4, h1);
    INTS.set(digest, 8, h2);
    INTS.set(digest, 12, h3);
    INTS.set(digest, 16, h4);
    return digest;
  }

  /**
   * Keeps the compiler from moving later steps before this one: both lines' values have to be
   * stored before the fence, and what the next steps load of the block cannot be loaded before it.
   * The fence itself is no instruction on x86.
   */
  static void inOrder(int[] work, int left, int right) {
    work[UNREAD] = left;
    work[UNREAD + 1] = right;
    VarHandle.releaseFence();
  }
}
