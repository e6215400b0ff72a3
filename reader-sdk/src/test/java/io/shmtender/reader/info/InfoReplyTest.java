package io.shmtender.reader.info;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class InfoReplyTest {
  private static final List<String> NAMES = List.of("node", "peers-generation");
  private static final String WHOLE = "node\tBB9\npeers-generation\t12\n";

  @Test
  void valuesAreFoundByName() throws InfoReplyException {
    InfoReply reply = InfoReply.parse("BB9", NAMES, Replies.bytes(WHOLE));
    assertEquals("BB9", reply.text("node"));
    assertEquals(12, reply.generation("peers-generation"));
  }

  @Test
  void replyCutShortAnywhereIsAnError() {
    for (int length = 0; length < WHOLE.length(); length++) {
      byte[] cut = Replies.bytes(WHOLE.substring(0, length));
      InfoReplyException e =
          assertThrows(InfoReplyException.class, () -> InfoReply.parse("BB9", NAMES, cut));
      assertTrue(e.getMessage().contains("node BB9 answered info "), e.getMessage());
    }
  }

  @Test
  void garbageIsAnErrorAndNothingElse() {
    Random random = new Random(1);
    for (int i = 0; i < 1000; i++) {
      byte[] garbage = new byte[random.nextInt(100)];
      random.nextBytes(garbage);
      assertThrows(InfoReplyException.class, () -> InfoReply.parse("BB9", NAMES, garbage));
    }
  }

  @Test
  void errorOfTheServerIsToldWithNodeAndName() throws InfoReplyException {
    InfoReply reply = Replies.of("peers-generation", "ERROR:4:unrecognized command");
    InfoReplyException e =
        assertThrows(InfoReplyException.class, () -> reply.generation("peers-generation"));
    assertEquals(
        "node BB9 answered info 'peers-generation' with an error: 'ERROR:4:unrecognized command'",
        e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ERROR",
        "FAIL",
        "ERROR:4:unrecognized command",
        "ERROR::timeout",
        "ERROR:4",
        "ERROR:",
        "FAIL:66:expired session",
        "FAIL:unknown"
      })
  void everyFormOfAnErrorIsOne(String error) throws InfoReplyException {
    assertTrue(Replies.of("node", error).isError("node"));
    assertThrows(InfoReplyException.class, () -> Replies.of("node", error).value("node"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "FAILOVER-EU",
        "ERRORS",
        "ERROR-LOG:0,2,AAAA",
        "FAILOVER:1;test:2",
        "ERROR:0,2,AAAA",
        "FAIL:3;test:2",
        "fail",
        "error:1:x",
        "",
        " ERROR"
      })
  void namesThatBeginAsAnErrorDoAreNone(String value) throws InfoReplyException {
    assertEquals(value, Replies.of("node", value).value("node"));
  }

  @Test
  void namesAreUtf8() throws InfoReplyException {
    InfoReply reply =
        InfoReply.parse("BB9", List.of("node"), "node\tgröße\n".getBytes(StandardCharsets.UTF_8));
    assertEquals("größe", reply.value("node"));
  }

  @Test
  void generationOfANodeThatIsNotReadyIsMinusOneHoweverItIsWritten() throws InfoReplyException {
    assertEquals(-1, Replies.of("partition-generation", "-1").generation("partition-generation"));
    assertEquals(
        -1, Replies.of("partition-generation", "4294967295").generation("partition-generation"));
    assertThrows(
        InfoReplyException.class,
        () -> Replies.of("partition-generation", "12x").generation("partition-generation"));
  }
}
