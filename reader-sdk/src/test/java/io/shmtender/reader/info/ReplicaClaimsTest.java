package io.shmtender.reader.info;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReplicaClaimsTest {
  private static final String ONE = "test:3,2," + Replies.bitmap(0, 4095) + "," + Replies.bitmap(9);

  @Test
  void partitionsOfEveryReplicaAreRead() throws InfoReplyException {
    ReplicaClaims claims = Replies.claims(ONE + ";bar:0,1," + Replies.bitmap(7));
    assertEquals(7, claims.generation());
    assertEquals(2, claims.namespaces().size());
    ReplicaClaims.Claim test = claims.namespaces().get(0);
    assertEquals("test", test.namespace());
    assertEquals(3, test.regime());
    assertEquals(2, test.replicaCount());
    assertTrue(test.holds(0, 0) && test.holds(0, 4095) && test.holds(1, 9));
    assertFalse(test.holds(0, 1) || test.holds(1, 0) || test.holds(2, 0));
  }

  @Test
  void everyWordOfABitmapIsAsTheNodeToldIt() throws InfoReplyException {
    Random random = new Random(14);
    for (int share : new int[] {0, 1, 16, 1024, 4096}) {
      int[] masters = random.ints(share, 0, 4096).distinct().toArray();
      int[] proles = random.ints(share, 0, 4096).distinct().toArray();
      ReplicaClaims.Claim claim =
          Replies.claims(
                  "test:0,3,"
                      + Replies.bitmap(masters)
                      + ","
                      + Replies.bitmap(proles)
                      + ","
                      + Replies.bitmap(5))
              .namespaces()
              .get(0);
      assertEquals(masters.length, claim.masters());
      for (int index = 0; index < ReplicaClaims.WORDS; index++) {
        long ofMasters = word(index, masters);
        long ofProles = word(index, proles);
        assertEquals(ofMasters, claim.word(0, index));
        assertEquals(ofProles, claim.word(1, index));
        assertEquals(word(index, 5), claim.word(2, index));
        assertEquals(0, claim.word(3, index));
        assertEquals(ofMasters | ofProles | word(index, 5), claim.anyReplica(index));
      }
    }
  }

  private static long word(int index, int... partitions) {
    long word = 0;
    for (int partition : partitions) {
      word |= partition / 64 == index ? Long.MIN_VALUE >>> partition : 0;
    }
    return word;
  }

  @Test
  void nodeWithoutNamespacesClaimsNothing() throws InfoReplyException {
    assertEquals(List.of(), Replies.claims("").namespaces());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "FAILOVER",
        "FAIL",
        "ERROR",
        "ERROR-LOG",
        "größe",
        "thirty-one-bytes-is-the-longest"
      })
  void everyNameOfANamespaceIsRead(String name) throws InfoReplyException {
    for (String replicas :
        List.of(
            name + ":12,1," + Replies.bitmap(7) + ";bar:0,1," + Replies.bitmap(8),
            "bar:0,1," + Replies.bitmap(8) + ";" + name + ":12,1," + Replies.bitmap(7))) {
      ReplicaClaims.Claim claim =
          Replies.claims(replicas).namespaces().stream()
              .filter(c -> c.namespace().equals(name))
              .findFirst()
              .orElseThrow();
      assertEquals(12, claim.regime());
      assertTrue(claim.holds(0, 7));
      assertEquals(1, claim.masters());
    }
  }

  @Test
  void regimesAreUnsigned() throws InfoReplyException {
    ReplicaClaims claims = Replies.claims("test:4294967295,1," + Replies.bitmap(7));
    assertEquals(-1, claims.namespaces().get(0).regime());
  }

  @Test
  void claimsCutShortAnywhereAreAnErrorThatNamesNodeAndInfo() {
    for (int length = 1; length < ONE.length(); length++) {
      String cut = ONE.substring(0, length);
      InfoReplyException e = assertThrows(InfoReplyException.class, () -> Replies.claims(cut), cut);
      assertTrue(e.getMessage().startsWith("node BB9 answered info 'replicas'"), e.getMessage());
    }
  }

  @Test
  void garbledBitmapsAndNumbersAreErrors() {
    String bitmap = Replies.bitmap(1);
    for (String garbled :
        List.of(
            "test:0,1," + bitmap.replace('A', '*'),
            "test:0,1," + bitmap + bitmap,
            "test:0,1," + bitmap.substring(4),
            "test:0,0",
            "test:0,300," + bitmap,
            "test:x,1," + bitmap,
            "test:-1,1," + bitmap,
            ":0,1," + bitmap,
            "a-namespace-name-of-thirty-two-b:0,1," + bitmap,
            "äöüäöüäöüäöüäöüä:0,1," + bitmap)) {
      assertThrows(InfoReplyException.class, () -> Replies.claims(garbled), garbled);
    }
  }
}
