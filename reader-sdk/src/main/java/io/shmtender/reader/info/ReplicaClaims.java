package io.shmtender.reader.info;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.shmtender.reader.layout.SegmentLayout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The partitions that one node says it holds.
 *
 * @param generation the node's partition generation at the time
 * @param namespaces a claim for each of the node's namespaces
 */
public record ReplicaClaims(long generation, List<Claim> namespaces) {
  /** The info names to ask for, in this order: a generation read first is never too new. */
  public static final List<String> INFO_NAMES = List.of("partition-generation", "replicas");

  private static final String REPLICAS = "replicas";

  /** How many words of 64 bits there are in the bitmap of a replica. */
  public static final int WORDS = SegmentLayout.PARTITIONS / Long.SIZE;

  private static final int BITMAP_BYTES = SegmentLayout.PARTITIONS / 8;
  private static final int BITMAP_CHARACTERS = (BITMAP_BYTES + 2) / 3 * 4;
  private static final int LONGEST_NAME = 31;
  private static final int MOST_REPLICAS = 256;

  /** Copies the list. */
  public ReplicaClaims {
    namespaces = List.copyOf(namespaces);
  }

  /**
   * The partitions of one namespace that a node says it holds. Immutable.
   *
   * <p>The regime is what decides between nodes that claim the same partition: it grows with each
   * rebalance of a strong-consistency namespace, so that a node that missed one claims less. It is
   * an unsigned number, and always 0 in other namespaces.
   *
   * <p>In a large cluster a node has few of a namespace's partitions, and there are as many claims
   * as nodes times namespaces. So of a bitmap only the words are kept that are not 0.
   */
  public static final class Claim {
    private final String namespace;
    private final int regime;
    private final int replicaCount;
    private final int masters;
    // For each replica the words that are not 0, word i by bit i; then those words, in their order.
    private final long[] packed;

    private Claim(String namespace, int regime, long[][] bitmaps) {
      this.namespace = namespace;
      this.regime = regime;
      this.replicaCount = bitmaps.length;
      int used = 0;
      int count = 0;
      for (long[] bitmap : bitmaps) {
        for (long word : bitmap) {
          used += word == 0 ? 0 : 1;
        }
      }
      for (long word : bitmaps[0]) {
        count += Long.bitCount(word);
      }
      this.masters = count;
      this.packed = new long[replicaCount + used];
      int at = replicaCount;
      for (int replica = 0; replica < replicaCount; replica++) {
        for (int index = 0; index < WORDS; index++) {
          long word = bitmaps[replica][index];
          if (word != 0) {
            packed[replica] |= 1L << index;
            packed[at++] = word;
          }
        }
      }
    }

    /** Returns the namespace's name. */
    public String namespace() {
      return namespace;
    }

    /** Returns the regime, an unsigned number. */
    public int regime() {
      return regime;
    }

    /** Returns how many replicas of a partition there are, the master included. */
    public int replicaCount() {
      return replicaCount;
    }

    /** Returns of how many partitions the node is master. */
    public int masters() {
      return masters;
    }

    /** Returns whether the node holds the replica (0 is the master) of the partition. */
    public boolean holds(int replica, int partition) {
      return (word(replica, partition / Long.SIZE) & (Long.MIN_VALUE >>> partition)) != 0;
    }

    /** Returns whether the node holds any replica of the partition. */
    public boolean holdsAny(int partition) {
      return (anyReplica(partition / Long.SIZE) & (Long.MIN_VALUE >>> partition)) != 0;
    }

    /** Returns 64 bits that tell of which partitions the node holds any replica. */
    public long anyReplica(int index) {
      long partitions = 0;
      for (int replica = 0; replica < replicaCount; replica++) {
        partitions |= word(replica, index);
      }
      return partitions;
    }

    /**
     * Returns 64 bits of a replica's bitmap, none of them set for a replica that the node does not
     * know: partition 64 * index in the highest one.
     */
    public long word(int replica, int index) {
      long bit = 1L << index;
      if (replica >= replicaCount || (packed[replica] & bit) == 0) {
        return 0;
      }
      int at = replicaCount + Long.bitCount(packed[replica] & (bit - 1));
      for (int before = 0; before < replica; before++) {
        at += Long.bitCount(packed[before]);
      }
      return packed[at];
    }
  }

  /**
   * Parses {@code ns:regime,count,bitmap,bitmap;ns:...}: as many bitmaps as the count says, master
   * first, each base 64 of 4096 bits with partition 0 in the highest bit of the first byte.
   *
   * @throws InfoReplyException if the reply is anything else
   */
  public static ReplicaClaims parse(InfoReply reply) throws InfoReplyException {
    long generation = reply.generation("partition-generation");
    InfoText text = new InfoText(reply.node(), REPLICAS, reply.value(REPLICAS));
    List<Claim> claims = new ArrayList<>();
    while (!text.atEnd()) {
      claims.add(parseClaim(text));
      if (!text.atEnd()) {
        text.expect(';');
      }
    }
    return new ReplicaClaims(generation, claims);
  }

  private static Claim parseClaim(InfoText text) throws InfoReplyException {
    String namespace = text.until(":");
    int length = namespace.getBytes(UTF_8).length;
    if (length == 0 || length > LONGEST_NAME) {
      throw text.malformed("a namespace name of " + length + " bytes");
    }
    text.expect(':');
    int regime = text.number(",");
    text.expect(',');
    int count = text.number(",");
    if (count < 1 || count > MOST_REPLICAS) {
      throw text.malformed(Integer.toUnsignedString(count) + " replicas");
    }
    long[][] bitmaps = new long[count][];
    for (int replica = 0; replica < count; replica++) {
      text.expect(',');
      bitmaps[replica] = parseBitmap(text, namespace, replica);
    }
    return new Claim(namespace, regime, bitmaps);
  }

  private static long[] parseBitmap(InfoText text, String namespace, int replica)
      throws InfoReplyException {
    String encoded = text.exactly(BITMAP_CHARACTERS, ",;");
    // The decoder alone would let an end without its padding pass.
    if (encoded.length() != BITMAP_CHARACTERS) {
      throw text.malformed(
          "a bitmap of "
              + encoded.length()
              + " characters instead of "
              + BITMAP_CHARACTERS
              + " for "
              + namespace
              + " replica "
              + replica);
    }
    try {
      long[] bitmap = new long[WORDS];
      ByteBuffer.wrap(Base64.getDecoder().decode(encoded)).asLongBuffer().get(bitmap);
      return bitmap;
    } catch (IllegalArgumentException e) {
      throw text.malformed(
          "no base 64 (" + e.getMessage() + ") for " + namespace + " replica " + replica);
    }
  }
}
