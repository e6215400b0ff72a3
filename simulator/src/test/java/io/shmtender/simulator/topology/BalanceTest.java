package io.shmtender.simulator.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Balance is even, repeatable, stable and spreads over racks. */
final class BalanceTest {
  @Test
  void mastersAreSpreadEvenly() {
    Map<String, Long> masters =
        PartitionTable.balanced(0, 2, members(8, 1)).owners().stream()
            .map(owners -> owners.get(0))
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    assertEquals(8, masters.size());
    masters.values().forEach(count -> assertTrue(count > 400 && count < 624, masters::toString));
  }

  @Test
  void orderOfMembersDoesNotMatter() {
    List<Member> reversed = new ArrayList<>(members(5, 1));
    Collections.reverse(reversed);
    assertEquals(
        PartitionTable.balanced(0, 3, members(5, 1)), PartitionTable.balanced(0, 3, reversed));
  }

  @Test
  void nodeThatLeavesMovesOnlyItsOwnPartitions() {
    PartitionTable before = PartitionTable.balanced(0, 1, members(5, 1));
    PartitionTable after = PartitionTable.balanced(0, 1, members(4, 1));
    for (int pid = 0; pid < PartitionTable.PARTITIONS; pid++) {
      if (!before.master(pid).equals("N5")) {
        assertEquals(before.master(pid), after.master(pid));
      }
    }
  }

  @Test
  void replicasAreOnDifferentRacks() {
    Map<String, Integer> racks =
        members(6, 3).stream().collect(Collectors.toMap(Member::name, Member::rack));
    for (List<String> owners : PartitionTable.balanced(0, 2, members(6, 3)).owners()) {
      assertNotEquals(racks.get(owners.get(0)), racks.get(owners.get(1)));
    }
  }

  @Test
  void thereAreNeverMoreReplicasThanNodes() {
    assertEquals(2, PartitionTable.balanced(0, 5, members(2, 1)).replicationFactor());
  }

  private static List<Member> members(int count, int racks) {
    return IntStream.rangeClosed(1, count).mapToObj(i -> new Member("N" + i, i % racks)).toList();
  }
}
