package io.shmtender.simulator.topology;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The owners of all partitions of a namespace. Immutable.
 *
 * @param regime 0 for an available namespace, else counted up with every change of masters
 * @param replicationFactor how many copies there are, at least 1
 * @param owners by partition id: the owners, master first; empty for an unavailable partition
 */
public record PartitionTable(int regime, int replicationFactor, List<List<String>> owners) {
  /** The number of partitions of every namespace. */
  public static final int PARTITIONS = 4096;

  /** Copies the owners. */
  public PartitionTable {
    owners = List.copyOf(owners);
  }

  /** The table of a node that has not joined a cluster yet: nobody owns anything. */
  public static PartitionTable none() {
    return new PartitionTable(0, 1, Collections.nCopies(PARTITIONS, List.of()));
  }

  /** A table balanced over {@code members}. */
  public static PartitionTable balanced(int regime, int replicationFactor, List<Member> members) {
    int effective = Math.max(1, Math.min(replicationFactor, members.size()));
    List<List<String>> owners = new ArrayList<>(PARTITIONS);
    for (int pid = 0; pid < PARTITIONS; pid++) {
      owners.add(Balance.owners(pid, members, effective));
    }
    return new PartitionTable(regime, effective, owners);
  }

  /**
   * A table of a strong-consistency namespace, balanced over those of a roster that are together.
   * Who is apart may own a partition as well, so they have one only if nobody else can: with all of
   * its replicas by the roster; with one of them and most of the roster's nodes; or with its master
   * by the roster and half of the nodes.
   */
  public static PartitionTable ofRoster(
      int regime, int replicationFactor, List<Member> roster, List<Member> together) {
    int effective = Math.max(1, Math.min(replicationFactor, roster.size()));
    Set<String> names = together.stream().map(Member::name).collect(Collectors.toSet());
    List<List<String>> owners = new ArrayList<>(PARTITIONS);
    for (int pid = 0; pid < PARTITIONS; pid++) {
      List<String> intended = Balance.owners(pid, roster, effective);
      long present = intended.stream().filter(names::contains).count();
      int lead = 2 * together.size() - roster.size();
      boolean available =
          present == intended.size()
              || (lead > 0 && present > 0)
              || (lead == 0 && names.contains(intended.get(0)));
      owners.add(available ? Balance.owners(pid, together, effective) : List.of());
    }
    return new PartitionTable(regime, effective, owners);
  }

  /** The master of a partition, null when it has none. */
  public String master(int partitionId) {
    List<String> list = owners.get(partitionId);
    return list.isEmpty() ? null : list.get(0);
  }

  /**
   * The same table where {@code node} is master. If it was a prole, the master before takes its
   * place; else that one leaves.
   */
  public PartitionTable withMaster(int partitionId, String node) {
    return withOwners(partitionId, promote(owners.get(partitionId), node));
  }

  /** The same table with other owners of one partition. */
  public PartitionTable withOwners(int partitionId, List<String> newOwners) {
    List<List<String>> copy = new ArrayList<>(owners);
    copy.set(partitionId, List.copyOf(newOwners));
    return new PartitionTable(regime, replicationFactor, copy);
  }

  /** The same table under another regime. */
  public PartitionTable withRegime(int newRegime) {
    return new PartitionTable(newRegime, replicationFactor, owners);
  }

  /** Owners with {@code node} first; see {@link #withMaster}. */
  static List<String> promote(List<String> before, String node) {
    List<String> after = new ArrayList<>(before);
    int at = after.indexOf(node);
    if (at > 0) {
      after.set(at, after.get(0));
    }
    if (after.isEmpty()) {
      after.add(node);
    } else {
      after.set(0, node);
    }
    return List.copyOf(after);
  }
}
