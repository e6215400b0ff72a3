package io.shmtender.tend;

import io.shmtender.tend.NodeProber.SeedAnswer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which cluster the seeds' answers make: nodes of one cluster, each once, or why not.
 *
 * <p>Two answers are of the same cluster when their cluster names are equal or one has none, and
 * the nodes that they lead to have one in common. Answers of several clusters are a failure:
 * nothing says which one is meant, and to mix them would route to the wrong servers. One exception,
 * as in the official clients: a node that sees no other node is passed over when another seed leads
 * to several, as it is most likely one that just started, or was cut off.
 *
 * @param nodes the nodes to start with, empty on failure
 * @param clusterName the cluster's name, empty when it has none
 * @param passedOver descriptions of the nodes that were passed over
 * @param failure why the answers make no cluster
 */
record SeedVerdict(
    List<NodeProbe> nodes,
    String clusterName,
    List<String> passedOver,
    Optional<TendFailure> failure) {

  SeedVerdict {
    nodes = List.copyOf(nodes);
    passedOver = List.copyOf(passedOver);
  }

  /** The answers of one cluster. */
  private static final class Group {
    private final List<SeedAnswer> members = new ArrayList<>();
    private final Set<String> nodes = new HashSet<>();
    private String clusterName = "";

    void add(SeedAnswer answer) {
      members.add(answer);
      nodes.add(answer.probe().name());
      nodes.addAll(answer.peers());
      if (clusterName.isEmpty()) {
        clusterName = answer.probe().clusterName();
      }
    }

    boolean isSameClusterAs(Group other) {
      return !differ(clusterName, other.clusterName)
          && nodes.stream().anyMatch(other.nodes::contains);
    }

    boolean isOrphan() {
      return nodes.size() == 1;
    }

    @Override
    public String toString() {
      return (clusterName.isEmpty() ? "a cluster without a name" : "cluster '" + clusterName + "'")
          + " of nodes "
          + nodes.stream().sorted().toList()
          + " (seed "
          + members.stream().map(m -> m.seed().toString()).collect(Collectors.joining(", "))
          + ")";
    }
  }

  /**
   * Judges answers.
   *
   * @param answers of the seeds that answered
   * @param failures of the seeds that did not, and why
   * @param knownClusterName the name that the cluster had when it was last reached, empty when it
   *     was not, or had none
   */
  static SeedVerdict judge(
      Collection<SeedAnswer> answers, Map<Endpoint, Exception> failures, String knownClusterName) {
    if (answers.isEmpty()) {
      return unreachable(failures);
    }
    List<Group> groups = group(answers);
    List<String> passedOver = new ArrayList<>();
    if (groups.size() > 1) {
      passOverOrphans(groups, passedOver);
    }
    if (groups.size() > 1) {
      return failure(
          TendFailure.Kind.SEVERAL_CLUSTERS,
          "the seeds reach different clusters: "
              + groups.stream().map(Group::toString).collect(Collectors.joining(" and "))
              + "; configure seeds of one cluster, or the cluster name that is meant");
    }
    Group group = groups.get(0);
    if (differ(group.clusterName, knownClusterName)) {
      return failure(
          TendFailure.Kind.ANOTHER_CLUSTER,
          "all nodes of cluster '"
              + knownClusterName
              + "' were lost, and the seeds now reach "
              + group
              + "; restart the tender if that is meant");
    }
    Map<String, NodeProbe> nodes = new LinkedHashMap<>();
    group.members.forEach(member -> nodes.putIfAbsent(member.probe().name(), member.probe()));
    return new SeedVerdict(
        List.copyOf(nodes.values()), group.clusterName, passedOver, Optional.empty());
  }

  private static SeedVerdict failure(TendFailure.Kind kind, String message) {
    return new SeedVerdict(List.of(), "", List.of(), Optional.of(new TendFailure(kind, message)));
  }

  private static boolean differ(String name, String other) {
    return !name.isEmpty() && !other.isEmpty() && !name.equals(other);
  }

  private static SeedVerdict unreachable(Map<Endpoint, Exception> failures) {
    String causes =
        failures.entrySet().stream()
            .map(entry -> "seed " + entry.getKey() + ": " + entry.getValue().getMessage())
            .collect(Collectors.joining("; "));
    if (failures.values().stream().anyMatch(ClusterNameMismatchException.class::isInstance)) {
      return failure(
          TendFailure.Kind.CLUSTER_NAME_MISMATCH,
          "the seeds lead to the wrong cluster: "
              + causes
              + "; check the seeds and the configured cluster name");
    }
    return failure(
        TendFailure.Kind.SEEDS_UNREACHABLE,
        "no seed leads to the cluster: " + (causes.isEmpty() ? "none answered yet" : causes));
  }

  private static List<Group> group(Collection<SeedAnswer> answers) {
    List<Group> groups = new ArrayList<>();
    for (SeedAnswer answer : answers) {
      Group merged = new Group();
      merged.add(answer);
      // An answer can join groups that had nothing in common so far.
      for (Group group : List.copyOf(groups)) {
        if (group.isSameClusterAs(merged)) {
          groups.remove(group);
          group.members.forEach(merged::add);
        }
      }
      groups.add(merged);
    }
    return groups;
  }

  private static void passOverOrphans(List<Group> groups, List<String> passedOver) {
    List<Group> several = groups.stream().filter(group -> !group.isOrphan()).toList();
    if (several.size() != 1) {
      return;
    }
    Group cluster = several.get(0);
    for (Group group : List.copyOf(groups)) {
      if (group != cluster && !differ(group.clusterName, cluster.clusterName)) {
        groups.remove(group);
        passedOver.add(group + " in favour of " + cluster);
      }
    }
  }
}
