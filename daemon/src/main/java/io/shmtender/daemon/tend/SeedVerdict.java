package io.shmtender.daemon.tend;

import io.shmtender.daemon.cluster.ClusterIdentity;
import io.shmtender.daemon.cluster.ClusterIdentity.Server;
import io.shmtender.daemon.report.Excerpt;
import io.shmtender.daemon.tend.NodeProber.SeedAnswer;
import io.shmtender.reader.info.Endpoint;
import io.shmtender.reader.info.PeerList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which cluster the seeds' answers make: nodes of one cluster, each once, or why not.
 *
 * <p>Two answers are of the same cluster when their cluster names are equal or one has none, and
 * the nodes that they lead to have one in common.
 *
 * <p>Whoever knows the cluster, from before or from what was published, looks for that one: answers
 * of others are passed over, and answers that have nothing in common are both taken if both are of
 * nodes that are known, as the cluster is split then.
 *
 * <p>Whoever does not takes what all answers agree on. Answers of several clusters are a failure:
 * nothing says which one is meant, and to mix them would route to the wrong servers. It need not
 * last, as a cluster that forms looks like that. One exception, as in the official clients: a node
 * that sees no other node is passed over when another seed leads to several, as it is most likely
 * one that just started, or was cut off.
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

  /**
   * What the seeds said.
   *
   * @param configured the seeds that are configured; others are addresses where nodes were before
   * @param answers of the seeds that answered
   * @param failures of the seeds that did not, and why
   */
  record Evidence(
      Collection<Endpoint> configured,
      Collection<SeedAnswer> answers,
      Map<Endpoint, Exception> failures) {

    /** Whether each configured seed leads to a cluster, and none to the one that is meant. */
    private boolean allLeadElsewhere(Collection<Group> meant) {
      Set<Endpoint> elsewhere = new HashSet<>();
      answers.forEach(answer -> elsewhere.add(answer.seed()));
      failures.forEach(
          (seed, failure) -> {
            if (failure instanceof ClusterNameMismatchException) {
              elsewhere.add(seed);
            }
          });
      meant.forEach(group -> group.members.forEach(member -> elsewhere.remove(member.seed())));
      return elsewhere.containsAll(configured);
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
      answer.peers().forEach(peer -> nodes.add(peer.name()));
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

    ClusterIdentity identity() {
      Set<Server> servers = new HashSet<>();
      for (SeedAnswer answer : members) {
        servers.add(
            new Server(
                answer.probe().name(),
                answer.probe().address().getAddress().getHostAddress(),
                answer.probe().address().getPort()));
        for (PeerList.Peer peer : answer.peers()) {
          peer.endpoints().forEach(e -> servers.add(new Server(peer.name(), e.host(), e.port())));
        }
      }
      return new ClusterIdentity(clusterName, Set.of(), nodes, servers);
    }

    @Override
    public String toString() {
      return identity()
          + " (seed "
          + Excerpt.of(members.stream().map(SeedAnswer::seed).toList())
          + ")";
    }
  }

  /**
   * Judges answers.
   *
   * @param known the cluster that is meant, empty as long as nobody knows one
   * @param reachedBefore whether this process has reached that cluster: its own nodes may then lead
   *     back to it, wherever the configured seeds lead by now
   */
  static SeedVerdict judge(
      Evidence evidence, Optional<ClusterIdentity> known, boolean reachedBefore) {
    if (evidence.answers().isEmpty()) {
      return unreachable(evidence, reachedBefore);
    }
    List<Group> groups = group(evidence.answers());
    return known.isPresent()
        ? judgeKnown(evidence, groups, known.get(), reachedBefore)
        : judgeUnknown(groups);
  }

  private static SeedVerdict judgeKnown(
      Evidence evidence, List<Group> groups, ClusterIdentity known, boolean reachedBefore) {
    List<Group> meant = groups.stream().filter(group -> known.isSeenAs(group.identity())).toList();
    if (meant.size() > 1) {
      List<Group> ofKnownNodes =
          meant.stream()
              .filter(group -> group.nodes.stream().anyMatch(known.nodes()::contains))
              .toList();
      if (ofKnownNodes.isEmpty()) {
        return severalClusters(meant);
      }
      meant = ofKnownNodes;
    }
    boolean elsewhere = evidence.allLeadElsewhere(meant);
    if (meant.isEmpty() || (elsewhere && !reachedBefore)) {
      return anotherCluster(known, groups, meant, elsewhere && !reachedBefore);
    }
    List<String> passedOver = new ArrayList<>();
    for (Group group : groups) {
      if (!meant.contains(group)) {
        passedOver.add(group + ": it is not " + known);
      }
    }
    return verdict(meant, passedOver);
  }

  private static SeedVerdict judgeUnknown(List<Group> groups) {
    List<String> passedOver = new ArrayList<>();
    if (groups.size() > 1) {
      passOverOrphans(groups, passedOver);
    }
    return groups.size() > 1 ? severalClusters(groups) : verdict(groups, passedOver);
  }

  private static SeedVerdict verdict(List<Group> groups, List<String> passedOver) {
    Map<String, NodeProbe> nodes = new LinkedHashMap<>();
    String clusterName = "";
    for (Group group : groups) {
      group.members.forEach(member -> nodes.putIfAbsent(member.probe().name(), member.probe()));
      clusterName = clusterName.isEmpty() ? group.clusterName : clusterName;
    }
    return new SeedVerdict(List.copyOf(nodes.values()), clusterName, passedOver, Optional.empty());
  }

  private static SeedVerdict severalClusters(List<Group> groups) {
    boolean sameName = groups.stream().map(group -> group.clusterName).distinct().count() == 1;
    return failure(
        TendFailure.Kind.SEVERAL_CLUSTERS,
        (sameName
                ? "the seeds reach nodes that do not see each other: "
                : "the seeds reach different clusters: ")
            + Excerpt.of(groups, " and ")
            + "; trying again until "
            + (sameName
                ? "they do, as the cluster may be forming or split. If these are different clusters,"
                    + " configure seeds of one"
                : "they reach one: configure seeds of one cluster, or the cluster name that is"
                    + " meant"),
        false);
  }

  private static SeedVerdict anotherCluster(
      ClusterIdentity known, List<Group> groups, List<Group> meant, boolean conclusive) {
    return failure(
        TendFailure.Kind.ANOTHER_CLUSTER,
        "what is published describes "
            + known
            + ", but the seeds reach "
            + Excerpt.of(groups.stream().filter(group -> !meant.contains(group)).toList(), " and ")
            + ". Nothing was changed. Use another key for this cluster or correct the seeds; if the"
            + " old cluster is gone for good, stop all tenders of the key, remove its segment with"
            + " 'aerospike-shm-tender rm', and start again",
        conclusive);
  }

  private static SeedVerdict failure(TendFailure.Kind kind, String message, boolean conclusive) {
    return new SeedVerdict(
        List.of(), "", List.of(), Optional.of(new TendFailure(kind, message, conclusive)));
  }

  private static boolean differ(String name, String other) {
    return !name.isEmpty() && !other.isEmpty() && !name.equals(other);
  }

  private static SeedVerdict unreachable(Evidence evidence, boolean reachedBefore) {
    Collection<Exception> failures = evidence.failures().values();
    String causes =
        Excerpt.of(
            evidence.failures().entrySet().stream()
                .map(entry -> "seed " + entry.getKey() + ": " + entry.getValue().getMessage())
                .toList(),
            "; ");
    if (failures.stream().anyMatch(ClusterNameMismatchException.class::isInstance)) {
      return failure(
          TendFailure.Kind.CLUSTER_NAME_MISMATCH,
          "the seeds lead to the wrong cluster: "
              + causes
              + "; check the seeds and the configured cluster name",
          evidence.allLeadElsewhere(List.of()) && !reachedBefore);
    }
    return failure(
        TendFailure.Kind.SEEDS_UNREACHABLE,
        "no seed leads to the cluster: " + (causes.isEmpty() ? "none answered yet" : causes),
        false);
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
