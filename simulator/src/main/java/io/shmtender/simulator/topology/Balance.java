package io.shmtender.simulator.topology;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Spreads partitions over nodes. Each partition ranks all nodes by a hash of name and partition id
 * (rendezvous hashing), so the same members always give the same owners, and a node that leaves
 * moves only what it owned. Proles prefer racks that the partition is not on yet.
 */
public final class Balance {
  private Balance() {}

  /**
   * The owners of a partition, master first.
   *
   * @param partitionId 0 to 4095
   * @param members all nodes
   * @param replicationFactor how many owners there shall be; fewer when there are fewer members
   */
  public static List<String> owners(int partitionId, List<Member> members, int replicationFactor) {
    record Ranked(Member member, long rank) {}

    List<Ranked> succession =
        new ArrayList<>(members.stream().map(m -> new Ranked(m, rank(m, partitionId))).toList());
    succession.sort(
        Comparator.comparingLong(Ranked::rank)
            .reversed()
            .thenComparing(ranked -> ranked.member().name()));
    List<Member> chosen = new ArrayList<>();
    List<Member> sameRack = new ArrayList<>();
    for (Ranked ranked : succession) {
      boolean newRack = chosen.stream().noneMatch(c -> c.rack() == ranked.member().rack());
      (newRack ? chosen : sameRack).add(ranked.member());
    }
    chosen.addAll(sameRack);
    return chosen.stream().limit(replicationFactor).map(Member::name).toList();
  }

  private static long rank(Member member, int partitionId) {
    // FNV-1a over the name, then the finalizer of SplitMix64 to spread it.
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < member.name().length(); i++) {
      hash = (hash ^ member.name().charAt(i)) * 0x100000001b3L;
    }
    hash += (partitionId + 1) * 0x9e3779b97f4a7c15L;
    hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
    hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
    return hash ^ (hash >>> 31);
  }
}
