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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the seeds answered while no node of the cluster is known, and which cluster that makes.
 * Belongs to the tending thread alone.
 *
 * <p>Two answers are of the same cluster when their cluster names are equal or one has none, and
 * the nodes that they lead to have one in common. Answers of several clusters are a failure:
 * nothing says which one is meant, and to mix them would route to the wrong servers. One exception,
 * as in the official clients: a node that sees no other node is passed over when another seed leads
 * to several, as it is most likely one that just started, or was cut off.
 */
final class Seeding {
  private static final Logger log = LoggerFactory.getLogger(Seeding.class);

  private final Map<Endpoint, SeedAnswer> answers = new LinkedHashMap<>();
  private final Map<Endpoint, Exception> failures = new LinkedHashMap<>();

  void answered(SeedAnswer answer) {
    SeedAnswer before = answers.put(answer.seed(), answer);
    if (before != null) {
      before.probe().channel().close();
    }
  }

  void failed(Endpoint seed, Exception cause) {
    failures.put(seed, cause);
  }

  /** Says which cluster the answers make, and closes what is not of it. */
  Verdict decide(String knownClusterName) {
    try {
      return judge(knownClusterName);
    } finally {
      answers.clear();
      failures.clear();
    }
  }

  /** Closes what answered, when nobody wants it any more. */
  void drop() {
    closeAll(answers.values());
    answers.clear();
    failures.clear();
  }

  /**
   * Either nodes of one cluster, each once, or why not.
   *
   * @param nodes the nodes to start with, empty on failure
   * @param clusterName the cluster's name, empty when it has none
   */
  record Verdict(List<NodeProbe> nodes, String clusterName, Optional<TendFailure> failure) {
    Verdict {
      nodes = List.copyOf(nodes);
    }

    static Verdict failure(TendFailure.Kind kind, String message) {
      return new Verdict(List.of(), "", Optional.of(new TendFailure(kind, message)));
    }
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
      return !differs(clusterName, other.clusterName)
          && nodes.stream().anyMatch(other.nodes::contains);
    }

    boolean isOrphan() {
      return nodes.size() == 1;
    }

    String describe() {
      return (clusterName.isEmpty() ? "a cluster without a name" : "cluster '" + clusterName + "'")
          + " of nodes "
          + nodes.stream().sorted().toList()
          + " (seed "
          + members.stream().map(m -> m.seed().toString()).collect(Collectors.joining(", "))
          + ")";
    }
  }

  private static boolean differs(String name, String other) {
    return !name.isEmpty() && !other.isEmpty() && !name.equals(other);
  }

  private Verdict judge(String knownClusterName) {
    if (answers.isEmpty()) {
      return unreachable();
    }
    List<Group> groups = group();
    if (groups.size() > 1) {
      groups = withoutOrphans(groups);
    }
    if (groups.size() > 1) {
      String both = groups.stream().map(Group::describe).collect(Collectors.joining(" and "));
      groups.forEach(group -> closeAll(group.members));
      return Verdict.failure(
          TendFailure.Kind.SEVERAL_CLUSTERS,
          "the seeds reach different clusters: "
              + both
              + "; configure seeds of one cluster, or the cluster name that is meant");
    }
    Group group = groups.get(0);
    if (differs(group.clusterName, knownClusterName)) {
      closeAll(group.members);
      return Verdict.failure(
          TendFailure.Kind.ANOTHER_CLUSTER,
          "all nodes of cluster '"
              + knownClusterName
              + "' were lost, and the seeds now reach "
              + group.describe()
              + "; restart the tender if that is meant");
    }
    Map<String, NodeProbe> nodes = new LinkedHashMap<>();
    for (SeedAnswer member : group.members) {
      NodeProbe twice = nodes.putIfAbsent(member.probe().name(), member.probe());
      if (twice != null) {
        member.probe().channel().close();
      }
    }
    return new Verdict(List.copyOf(nodes.values()), group.clusterName, Optional.empty());
  }

  private Verdict unreachable() {
    TendFailure.Kind kind =
        failures.values().stream().anyMatch(ClusterNameMismatchException.class::isInstance)
            ? TendFailure.Kind.CLUSTER_NAME_MISMATCH
            : TendFailure.Kind.SEEDS_UNREACHABLE;
    String causes =
        failures.entrySet().stream()
            .map(entry -> "seed " + entry.getKey() + ": " + entry.getValue().getMessage())
            .collect(Collectors.joining("; "));
    return Verdict.failure(
        kind,
        kind == TendFailure.Kind.CLUSTER_NAME_MISMATCH
            ? "the seeds lead to the wrong cluster: " + causes
            : "no seed leads to the cluster: " + (causes.isEmpty() ? "none answered yet" : causes));
  }

  private List<Group> group() {
    List<Group> groups = new ArrayList<>();
    for (SeedAnswer answer : answers.values()) {
      Group merged = new Group();
      merged.add(answer);
      // An answer can join two groups that had nothing in common so far.
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

  private static List<Group> withoutOrphans(List<Group> groups) {
    List<Group> several = groups.stream().filter(group -> !group.isOrphan()).toList();
    if (several.size() != 1) {
      return groups;
    }
    Group cluster = several.get(0);
    List<Group> kept = new ArrayList<>();
    for (Group group : groups) {
      if (group == cluster || differs(group.clusterName, cluster.clusterName)) {
        kept.add(group);
      } else {
        log.warn(
            "Passing over {}, which sees no other node, for {}",
            group.describe(),
            cluster.describe());
        closeAll(group.members);
      }
    }
    return kept;
  }

  private static void closeAll(Collection<SeedAnswer> dropped) {
    dropped.forEach(answer -> answer.probe().channel().close());
  }
}
