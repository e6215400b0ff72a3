package io.shmtender.daemon.status;

import io.shmtender.daemon.report.Excerpt;
import io.shmtender.reader.Node;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Which of many nodes somebody should look at, and what there is to say of them together. */
final class NodeSurvey {
  /** So many are told of each by itself. */
  static final int MOST_FINDINGS = 12;

  // What is left of a name without what all have in common is at least so long.
  private static final int SHORTEST = 4;
  // More masters than so many times the median are many.
  private static final int MANY = 2;

  private final ClusterFacts facts;
  private final boolean current;
  private final int[] masters;
  private final Map<String, Long> builds;
  private final List<Finding> findings;
  private final Set<String> odd = new HashSet<>();
  private final int begin;
  private final int tail;

  /**
   * What is odd about a node.
   *
   * @param node the node
   * @param what a few words; empty if its state says it
   */
  record Finding(Node node, String what) {}

  /**
   * Surveys a cluster's nodes.
   *
   * @param current whether their states are as they are now
   */
  NodeSurvey(ClusterFacts facts, boolean current) {
    this.facts = facts;
    this.current = current;
    masters = facts.nodes().stream().mapToInt(facts::masters).sorted().toArray();
    builds =
        facts.nodes().stream()
            .collect(Collectors.groupingBy(Node::build, TreeMap::new, Collectors.counting()));
    findings = find();
    findings.forEach(finding -> odd.add(finding.node().name()));
    List<String> names = facts.nodes().stream().map(Node::name).toList();
    begin = inCommon(names, false);
    tail = inCommon(names, true);
  }

  private int median() {
    return masters[masters.length / 2];
  }

  private String usualBuild() {
    return builds.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse("");
  }

  // The worst first.
  private List<Finding> find() {
    List<Finding> silent = new ArrayList<>();
    List<Finding> idle = new ArrayList<>();
    List<Finding> busy = new ArrayList<>();
    List<Finding> other = new ArrayList<>();
    String usual = usualBuild();
    int median = median();
    for (Node node : facts.nodes()) {
      int count = facts.masters(node);
      if (current && !node.active()) {
        silent.add(new Finding(node, ""));
      } else if (count == 0 && median > 0) {
        idle.add(new Finding(node, "masters nothing"));
      } else if (median > 0 && count > MANY * median) {
        busy.add(new Finding(node, "masters much; half of the nodes " + median + " or less"));
      } else if (!node.build().equals(usual)) {
        other.add(new Finding(node, "most run " + usual));
      }
    }
    busy.sort(Comparator.comparingInt(finding -> -facts.masters(finding.node())));
    silent.addAll(idle);
    silent.addAll(busy);
    // Where half of the cluster is upgraded, neither half is odd.
    if (other.size() < facts.nodes().size() / 4) {
      silent.addAll(other);
    }
    return silent;
  }

  /** Returns the nodes to look at first. */
  List<Finding> conspicuous() {
    return findings.subList(0, Math.min(MOST_FINDINGS, findings.size()));
  }

  /** Returns how many more there are to look at. */
  int further() {
    return findings.size() - conspicuous().size();
  }

  boolean isConspicuous(Node node) {
    return odd.contains(node.name());
  }

  /** Returns what there is to say of all of them. */
  String summary() {
    int failing = facts.failingNodes();
    String answers =
        !current
            ? ", as last seen. "
            : failing == 0
                ? ", all of which answer. "
                : ", of which " + (facts.nodes().size() - failing) + " answer. ";
    List<String> running =
        builds.entrySet().stream()
            .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
            .map(build -> build.getKey() + " (" + build.getValue() + ")")
            .toList();
    return facts.nodes().size()
        + " nodes"
        + answers
        + "Masters of a node: "
        + masters[0]
        + " to "
        + masters[masters.length - 1]
        + ", median "
        + median()
        + ". Builds: "
        + Excerpt.of(running)
        + ".";
  }

  /** Returns a node's name without what the names of all have in common. */
  String shortName(Node node) {
    String name = node.name();
    int end = name.length() - tail;
    int from = Math.max(0, Math.min(begin, end - SHORTEST));
    return name.substring(from, Math.max(end, Math.min(name.length(), from + SHORTEST)));
  }

  // How many characters at the beginning or the end.
  private static int inCommon(List<String> names, boolean atTheEnd) {
    String first = names.get(0);
    int common = first.length();
    for (String name : names) {
      int same = 0;
      int most = Math.min(common, name.length());
      while (same < most && at(name, same, atTheEnd) == at(first, same, atTheEnd)) {
        same++;
      }
      common = same;
    }
    return common;
  }

  private static char at(String name, int index, boolean fromTheEnd) {
    return name.charAt(fromTheEnd ? name.length() - 1 - index : index);
  }
}
