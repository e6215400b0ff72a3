package io.shmtender.reader.digest;

import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * RIPEMD-160, of Dobbertin, Bosselaers and Preneel. Keys are short: most of them, with the set's
 * name, are one block, which is put together where the rounds read it.
 *
 * <p>Why it looks as it does: the two lines of the algorithm do not depend on each other, and a
 * processor that runs them side by side needs little more than half of the time. The compiler would
 * rather run one after the other and move the second one's values to the stack, unless it is kept
 * from reordering ({@link #inOrder}). It also handles a few hundred lines well and 160 steps in one
 * method badly, so there are two methods. The constants are in memory because the compiler would
 * pull a literal addend through a rotation, which turns one instruction into four, and because a
 * parameter would take a register that the lines need. All of this was measured, on JDK 17 and 25.
 */
public final class Ripemd160 {
  /** The size of a message that fits into one block with its padding. */
  public static final int MAX_SHORT = 55;

  private static final int BLOCK_SIZE = 64;
  private static final int BLOCK_WORDS = 16;

  // A work area: the block's 16 words, the five values of each line, two that nobody reads, the
  // constants of each line's rounds (the left line's first and the right line's last have none),
  // and the template of a block and the lines' first values.
  static final int LEFT = 16;
  static final int RIGHT = 21;
  private static final int UNREAD = 26;
  static final int LEFT_2 = 28;
  static final int LEFT_3 = 29;
  static final int LEFT_4 = 30;
  static final int LEFT_5 = 31;
  static final int RIGHT_1 = 32;
  static final int RIGHT_2 = 33;
  static final int RIGHT_3 = 34;
  static final int RIGHT_4 = 35;
  private static final int TEMPLATE = 36;
  private static final int WORK_SIZE = TEMPLATE + UNREAD;

  private static final int H0 = 0x67452301;
  private static final int H1 = 0xEFCDAB89;
  private static final int H2 = 0x98BADCFE;
  private static final int H3 = 0x10325476;
  private static final int H4 = 0xC3D2E1F0;

  // One per thread instead of one per digest: it would be most of what a key allocates. Start-up:
  // no lambda, docs/design/start-up.md.
  private static final ThreadLocal<Ripemd160> THREADS_OWN =
      new ThreadLocal<>() {
        @Override
        protected Ripemd160 initialValue() {
          return new Ripemd160();
        }
      };

  private final int[] work = new int[WORK_SIZE];
  // What the block of the template begins with; null while it is all zeros.
  private String templateSet;
  private int templateType;

  private Ripemd160() {
    work[LEFT_2] = 0x5A827999;
    work[LEFT_3] = 0x6ED9EBA1;
    work[LEFT_4] = 0x8F1BBCDC;
    work[LEFT_5] = 0xA953FD4E;
    work[RIGHT_1] = 0x50A28BE6;
    work[RIGHT_2] = 0x5C4DD124;
    work[RIGHT_3] = 0x6D703EF3;
    work[RIGHT_4] = 0x7A6D76E9;
    for (int line = TEMPLATE + LEFT; line <= TEMPLATE + RIGHT; line += RIGHT - LEFT) {
      work[line] = H0;
      work[line + 1] = H1;
      work[line + 2] = H2;
      work[line + 3] = H3;
      work[line + 4] = H4;
    }
  }

  /**
   * Returns the thread's work area, its block beginning with a set's name and the byte for the user
   * key's type, and zeros after them; null if the name is not short ASCII. Good until the thread's
   * next digest. A thread's next key is mostly of the same set, which makes this one copy.
   */
  @SuppressWarnings("ReferenceEquality") // an equal name elsewhere in memory takes longer, no more
  public static int[] begin(String setName, int type) {
    Ripemd160 own = THREADS_OWN.get();
    if ((setName != own.templateSet || type != own.templateType) && !own.take(setName, type)) {
      return null;
    }
    return own.start();
  }

  private int[] start() {
    System.arraycopy(work, TEMPLATE, work, 0, UNREAD);
    return work;
  }

  private boolean take(String setName, int type) {
    Arrays.fill(work, TEMPLATE, TEMPLATE + BLOCK_WORDS, 0);
    templateSet = null;
    int size = setName.length();
    if (size >= MAX_SHORT) {
      return false;
    }
    for (int i = 0; i < size; i++) {
      char c = setName.charAt(i);
      if (c >= 0x80) {
        // What is there already is overwritten by the next template.
        return false;
      }
      work[TEMPLATE + (i >> 2)] |= c << (i << 3);
    }
    work[TEMPLATE + (size >> 2)] |= type << (size << 3);
    templateSet = setName;
    templateType = type;
    return true;
  }

  /**
   * Computes the digest of a short message.
   *
   * @param work the work area from {@link #begin}, in whose block the message is, least significant
   *     byte first
   * @param size the message's size, at most {@link #MAX_SHORT}
   * @return the work area: its first five words are the digest, least significant byte first
   */
  public static int[] digest(int[] work, int size) {
    work[size >> 2] |= 0x80 << (size << 3);
    work[BLOCK_WORDS - 2] = size << 3;
    return digestOfLastBlock(work, H0, H1, H2, H3, H4);
  }

  /** Computes the digest of a message of any size; returns it as the first five of some words. */
  public static int[] digest(byte[] message) {
    int padding = 1 + Long.BYTES;
    byte[] blocks =
        Arrays.copyOf(
            message, Math.addExact(message.length, padding + BLOCK_SIZE - 1) & -BLOCK_SIZE);
    blocks[message.length] = (byte) 0x80;
    long bits = (long) message.length << 3;
    for (int i = 0; i < Long.BYTES; i++) {
      blocks[blocks.length - Long.BYTES + i] = (byte) (bits >> (Byte.SIZE * i));
    }
    int[] work = THREADS_OWN.get().start();
    int h0 = H0;
    int h1 = H1;
    int h2 = H2;
    int h3 = H3;
    int h4 = H4;
    int last = blocks.length - BLOCK_SIZE;
    for (int block = 0; block < last; block += BLOCK_SIZE) {
      loadBlock(work, blocks, block);
      RipemdRounds1And2.run(work);
      RipemdRounds3To5.run(work);
      int next0 = h1 + work[LEFT + 2] + work[RIGHT + 3];
      h1 = h2 + work[LEFT + 3] + work[RIGHT + 4];
      h2 = h3 + work[LEFT + 4] + work[RIGHT];
      h3 = h4 + work[LEFT] + work[RIGHT + 1];
      h4 = h0 + work[LEFT + 1] + work[RIGHT + 2];
      h0 = next0;
      work[LEFT] = h0;
      work[LEFT + 1] = h1;
      work[LEFT + 2] = h2;
      work[LEFT + 3] = h3;
      work[LEFT + 4] = h4;
      System.arraycopy(work, LEFT, work, RIGHT, RIGHT - LEFT);
    }
    loadBlock(work, blocks, last);
    return digestOfLastBlock(work, h0, h1, h2, h3, h4);
  }

  private static void loadBlock(int[] work, byte[] blocks, int offset) {
    for (int i = 0; i < BLOCK_WORDS; i++) {
      work[i] = word(blocks, offset + i * Integer.BYTES);
    }
  }

  /** Returns four bytes, least significant first, as a word. */
  public static int word(byte[] bytes, int offset) {
    return (bytes[offset] & 0xFF)
        | ((bytes[offset + 1] & 0xFF) << 8)
        | ((bytes[offset + 2] & 0xFF) << 16)
        | (bytes[offset + 3] << 24);
  }

  private static int[] digestOfLastBlock(int[] work, int h0, int h1, int h2, int h3, int h4) {
    RipemdRounds1And2.run(work);
    RipemdRounds3To5.run(work);
    work[0] = h1 + work[LEFT + 2] + work[RIGHT + 3];
    work[1] = h2 + work[LEFT + 3] + work[RIGHT + 4];
    work[2] = h3 + work[LEFT + 4] + work[RIGHT];
    work[3] = h4 + work[LEFT] + work[RIGHT + 1];
    work[4] = h0 + work[LEFT + 1] + work[RIGHT + 2];
    return work;
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
