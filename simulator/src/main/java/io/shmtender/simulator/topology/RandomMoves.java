package io.shmtender.simulator.topology;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Moves of masters, chosen at random.
 *
 * @param targets by partition id: the new master
 */
public record RandomMoves(Map<Integer, String> targets) {
  /**
   * Chooses moves; the same table, members, count and seed give the same ones.
   *
   * @param table who owns what now
   * @param members the nodes to move to
   * @param count how many partitions, 0 to 4096
   * @param seed the seed
   * @throws IllegalArgumentException when {@code count} is out of range
   */
  public static RandomMoves choose(
      PartitionTable table, Collection<String> members, int count, long seed) {
    if (count < 0 || count > PartitionTable.PARTITIONS) {
      throw new IllegalArgumentException("cannot move " + count + " of 4096 partitions");
    }
    if (members.size() < 2) {
      return new RandomMoves(Map.of());
    }
    Random random = new Random(seed);
    List<Integer> pids = new ArrayList<>(PartitionTable.PARTITIONS);
    for (int pid = 0; pid < PartitionTable.PARTITIONS; pid++) {
      pids.add(pid);
    }
    Collections.shuffle(pids, random);
    Map<Integer, String> targets = new LinkedHashMap<>();
    for (int pid : pids.subList(0, count)) {
      List<String> others = new ArrayList<>(members);
      others.remove(table.master(pid));
      targets.put(pid, others.get(random.nextInt(others.size())));
    }
    return new RandomMoves(targets);
  }

  /** The table after the moves. */
  public PartitionTable applyTo(PartitionTable table) {
    List<List<String>> owners = new ArrayList<>(table.owners());
    targets.forEach((pid, node) -> owners.set(pid, PartitionTable.promote(owners.get(pid), node)));
    return new PartitionTable(table.regime(), table.replicationFactor(), owners);
  }
}
