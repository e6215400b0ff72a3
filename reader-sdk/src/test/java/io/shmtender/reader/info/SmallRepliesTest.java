package io.shmtender.reader.info;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SmallRepliesTest {

  private static RackIds racks(String value) throws InfoReplyException {
    return RackIds.parse(
        InfoReply.parse(
            "BB9",
            RackIds.INFO_NAMES,
            Replies.bytes("rebalance-generation\t3\nrack-ids\t" + value + "\n")));
  }

  @Test
  void racksAreReadByNamespace() throws InfoReplyException {
    assertEquals(new RackIds(3, Map.of("test", 2, "bar", 0)), racks("test:2;bar:0"));
    assertEquals(new RackIds(3, Map.of()), racks(""));
  }

  @Test
  void racksOfNamespacesWithNamesLikeErrorsAreRead() throws InfoReplyException {
    assertEquals(new RackIds(3, Map.of("FAILOVER", 2)), racks("FAILOVER:2"));
    assertEquals(new RackIds(3, Map.of("ERROR", 2, "bar", 1)), racks("ERROR:2;bar:1"));
  }

  @Test
  void buildThatIsLongerThanItsPlaceInASegmentIsCut() {
    String build = "8.1.2.0-start-81-g0123456789abcdef0123456789abcdef";
    assertEquals(build.substring(0, 32), ServerBuild.parse(build).text());
  }

  @Test
  void communityServersHaveNoRacks() throws InfoReplyException {
    assertEquals(new RackIds(3, Map.of()), racks("ERROR:22:enterprise only"));
  }

  @Test
  void garbledRacksAreErrors() {
    for (String garbled : List.of("test", "test:", "test:x", "test:1,bar:2")) {
      assertThrows(InfoReplyException.class, () -> racks(garbled), garbled);
    }
  }

  @Test
  void featuresFollowTheBuildAsInTheCClient() {
    assertFalse(ServerBuild.parse("4.9.0.2").isSupported());
    assertEquals(0b00001, ServerBuild.parse("4.9.0.3").features());
    assertEquals(0b00001, ServerBuild.parse("5.7.0.6").features());
    assertEquals(0b00011, ServerBuild.parse("5.7.0.7").features());
    assertEquals(0b01111, ServerBuild.parse("6.0").features());
    assertEquals(0b01111, ServerBuild.parse("8.1.1.9").features());
    assertEquals(0b11111, ServerBuild.parse("8.1.2.0-rc3").features());
    assertThrows(IllegalArgumentException.class, () -> ServerBuild.parse("beta"));
  }

  @Test
  void servicesAreReadWithAndWithoutBrackets() throws InfoReplyException {
    assertEquals(
        List.of(new Endpoint("10.0.0.1", 3000, "t"), new Endpoint("::1", 3001, "t")),
        ServiceList.parse("BB9", "service-clear-std", "10.0.0.1:3000,[::1]:3001", "t", Map.of()));
    assertThrows(
        InfoReplyException.class,
        () -> ServiceList.parse("BB9", "service-clear-std", "10.0.0.1", "", Map.of()));
  }
}
