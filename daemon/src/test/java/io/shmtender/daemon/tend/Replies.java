package io.shmtender.daemon.tend;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.shmtender.reader.NamespaceMap;
import io.shmtender.reader.info.InfoReply;
import io.shmtender.reader.info.InfoReplyException;
import io.shmtender.reader.info.ReplicaClaims;
import java.util.Base64;

/** Info replies as servers write them. */
final class Replies {
  private Replies() {}

  /** A reply with the claims of a node. */
  static ReplicaClaims claims(String replicas) throws InfoReplyException {
    return ReplicaClaims.parse(
        InfoReply.parse(
            "BB9",
            ReplicaClaims.INFO_NAMES,
            ("partition-generation\t7\nreplicas\t" + replicas + "\n").getBytes(UTF_8)));
  }

  /** The bitmap of a node that holds these partitions. */
  static String bitmap(int... partitions) {
    byte[] bits = new byte[NamespaceMap.PARTITIONS / 8];
    for (int partition : partitions) {
      bits[partition / 8] |= (byte) (0x80 >> (partition % 8));
    }
    return Base64.getEncoder().encodeToString(bits);
  }
}
