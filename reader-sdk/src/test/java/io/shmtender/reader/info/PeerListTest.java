package io.shmtender.reader.info;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PeerListTest {
  private static final String INFO = "peers-clear-std";
  private static final String THREE =
      "5,3000,[[BB1,,[10.0.0.1]],[BB2,tls2,[host2:4000,[fe80::2]:4001]],[BB3,,[[::1],10.0.0.3]]]";

  private static PeerList parse(String value, Map<String, String> ipMap) throws InfoReplyException {
    return PeerList.parse(Replies.of(INFO, value), INFO, ipMap);
  }

  @Test
  void peersAreReadWithTheirPortsAndTlsNames() throws InfoReplyException {
    PeerList list = parse(THREE, Map.of());
    assertEquals(5, list.generation());
    assertEquals(
        List.of(
            new PeerList.Peer("BB1", List.of(new Endpoint("10.0.0.1", 3000, ""))),
            new PeerList.Peer(
                "BB2",
                List.of(
                    new Endpoint("host2", 4000, "tls2"), new Endpoint("fe80::2", 4001, "tls2"))),
            new PeerList.Peer(
                "BB3", List.of(new Endpoint("::1", 3000, ""), new Endpoint("10.0.0.3", 3000, "")))),
        list.peers());
  }

  @Test
  void lonelyNodeHasNoPeers() throws InfoReplyException {
    assertEquals(List.of(), parse("1,3000,[]", Map.of()).peers());
  }

  @Test
  void addressesAreReplacedByTheIpMap() throws InfoReplyException {
    PeerList list = parse("1,3000,[[BB1,,[10.0.0.1:3000]]]", Map.of("10.0.0.1", "1.2.3.4"));
    assertEquals(List.of(new Endpoint("1.2.3.4", 3000, "")), list.peers().get(0).endpoints());
  }

  @Test
  void listCutShortAnywhereIsAnErrorThatNamesNodeAndInfo() {
    for (int length = 0; length < THREE.length(); length++) {
      String cut = THREE.substring(0, length);
      InfoReplyException e =
          assertThrows(InfoReplyException.class, () -> parse(cut, Map.of()), cut);
      assertTrue(e.getMessage().startsWith("node BB9 answered info '" + INFO), e.getMessage());
    }
  }

  @Test
  void anyOneCharacterGoneWrongIsAnErrorOrAnotherWord() {
    for (int at = 0; at < THREE.length(); at++) {
      String garbled = THREE.substring(0, at) + '\u00ff' + THREE.substring(at + 1);
      try {
        assertEquals(3, parse(garbled, Map.of()).peers().size());
      } catch (InfoReplyException e) {
        assertTrue(e.getMessage().startsWith("node BB9 answered info '" + INFO), e.getMessage());
      }
    }
  }

  @Test
  void portOutOfRangeIsAnError() {
    for (String port : List.of("0", "65536", "99999999999", "-1", "x", "")) {
      assertThrows(
          InfoReplyException.class, () -> parse("1,3000,[[BB1,,[h:" + port + "]]]", Map.of()));
    }
  }
}
