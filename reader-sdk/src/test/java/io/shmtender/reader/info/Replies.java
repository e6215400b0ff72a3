package io.shmtender.reader.info;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.shmtender.reader.layout.SegmentLayout;
import java.util.Base64;
import java.util.List;

/** Info replies as servers write them. */
final class Replies {
  private Replies() {}

  /** A reply to one name. */
  static InfoReply of(String name, String value) throws InfoReplyException {
    return InfoReply.parse("BB9", List.of(name), bytes(name + "\t" + value + "\n"));
  }

  /** A reply with the claims of a node. */
  static ReplicaClaims claims(String replicas) throws InfoReplyException {
    return ReplicaClaims.parse(
        InfoReply.parse(
            "BB9",
            ReplicaClaims.INFO_NAMES,
            bytes("partition-generation\t7\nreplicas\t" + replicas + "\n")));
  }

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  /** The bitmap of a node that holds these partitions. */
  static String bitmap(int... partitions) {
    byte[] bits = new byte[SegmentLayout.PARTITIONS / 8];
    for (int partition : partitions) {
      bits[partition / 8] |= (byte) (0x80 >> (partition % 8));
    }
    return Base64.getEncoder().encodeToString(bits);
  }
}
