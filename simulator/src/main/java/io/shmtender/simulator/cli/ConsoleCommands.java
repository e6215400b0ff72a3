package io.shmtender.simulator.cli;

import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.simulator.SimulatedNode;
import io.shmtender.simulator.spec.Garble;
import io.shmtender.simulator.spec.NamespaceSpec;
import io.shmtender.simulator.spec.NodeSpec;
import io.shmtender.simulator.topology.Endpoints;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The commands of the console. */
final class ConsoleCommands {
  /** A command: how it is written, how many words it takes, what it does. */
  private record Entry(
      String usage, int minWords, int maxWords, Function<List<String>, String> action) {}

  private static final int MOST_SIDES = 256;

  private final SimulatedCluster cluster;
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  ConsoleCommands(SimulatedCluster cluster) {
    this.cluster = cluster;
    nodeCommands();
    faultCommands();
    partitionCommands();
    add("stats", 0, 0, words -> ClusterJson.stats(cluster));
    add("partitions", 0, 0, words -> ClusterJson.partitions(cluster.snapshot()));
    add("help", 0, 0, words -> help());
    add("quit", 0, 0, words -> "");
  }

  /**
   * Executes a command and gives what follows 'ok'.
   *
   * @throws IllegalArgumentException when there is no such command or the words do not fit
   */
  String execute(String name, List<String> words) {
    Entry entry = entries.get(name);
    if (entry == null) {
      throw new IllegalArgumentException("there is no command '" + name + "'; try help");
    }
    if (words.size() < entry.minWords() || words.size() > entry.maxWords()) {
      throw new IllegalArgumentException("usage: " + entry.usage());
    }
    return entry.action().apply(words);
  }

  private void nodeCommands() {
    add("nodes", 0, 0, words -> nodes());
    add("add [RACK]", 0, 1, words -> describe(cluster.addNode(spec(words))));
    change("remove NAME", 1, words -> cluster.removeNode(words.get(0)));
    change("kill NAME", 1, words -> cluster.killNode(words.get(0)));
    change("kill-unnoticed NAME", 1, words -> cluster.killNodeUnnoticed(words.get(0)));
    change("rebalance", 0, words -> cluster.rebalance());
    add(
        "restart NAME [PORT]",
        1,
        2,
        words ->
            describe(
                cluster.restartNode(words.get(0), words.size() > 1 ? number(words.get(1)) : 0)));
    add(
        "restart-unnoticed NAME [PORT]",
        1,
        2,
        words ->
            describe(
                cluster.restartNodeUnnoticed(
                    words.get(0), words.size() > 1 ? number(words.get(1)) : 0)));
    change("isolate NAME", 1, words -> cluster.isolateNode(words.get(0)));
    change("rejoin NAME", 1, words -> cluster.rejoinNode(words.get(0)));
    add("split NAME,NAME... ...", 1, MOST_SIDES, words -> split(words, cluster::split));
    add(
        "split-unnoticed NAME,NAME... ...",
        1,
        MOST_SIDES,
        words -> split(words, cluster::splitUnnoticed));
    change("tell-partitions NAME", 1, words -> cluster.tellPartitions(words.get(0)));
    change("tell-peers NAME", 1, words -> cluster.tellPeers(words.get(0)));
    change("heal-split", 0, words -> cluster.heal());
    change("heal-unnoticed", 0, words -> cluster.healUnnoticed());
    change("rack NAME RACK", 2, words -> cluster.setRack(words.get(0), number(words.get(1))));
    change("cluster-name NAME", 1, words -> cluster.setClusterName(words.get(0)));
  }

  private void faultCommands() {
    change("hang NAME", 1, words -> cluster.node(words.get(0)).hang());
    change("unhang NAME", 1, words -> cluster.node(words.get(0)).unhang());
    change(
        "slow NAME MILLIS",
        2,
        words -> cluster.node(words.get(0)).slowDown(Duration.ofMillis(number(words.get(1)))));
    change(
        "garble NAME MODE",
        2,
        words ->
            cluster
                .node(words.get(0))
                .garble(Garble.valueOf(words.get(1).toUpperCase(Locale.ROOT))));
    change("heal NAME", 1, words -> cluster.node(words.get(0)).heal());
    change("disconnect NAME", 1, words -> cluster.node(words.get(0)).closeConnections());
  }

  private void partitionCommands() {
    add("move N [SEED [NAMESPACE]]", 1, 3, this::move);
    change(
        "move-to NAMESPACE PARTITION NAME",
        3,
        words -> cluster.movePartition(words.get(0), number(words.get(1)), words.get(2)));
    change(
        "unavailable NAMESPACE PARTITION",
        2,
        words -> cluster.makeUnavailable(words.get(0), number(words.get(1))));
    change(
        "rf NAMESPACE N",
        2,
        words -> cluster.setReplicationFactor(words.get(0), number(words.get(1))));
    change(
        "namespace-add NAME[:RF[:sc]]",
        1,
        words -> cluster.addNamespace(NamespaceSpec.parse(words.get(0))));
    change("namespace-remove NAME", 1, words -> cluster.removeNamespace(words.get(0)));
    change("freeze NAME", 1, words -> cluster.freezeView(words.get(0)));
    change("thaw NAME", 1, words -> cluster.thawView(words.get(0)));
    change(
        "claim NAME NAMESPACE PARTITION",
        3,
        words -> cluster.claimMastership(words.get(0), words.get(1), number(words.get(2))));
    change(
        "regime NAME NAMESPACE N",
        3,
        words -> cluster.reportRegime(words.get(0), words.get(1), number(words.get(2))));
    change(
        "advance-clock SECONDS",
        1,
        words -> cluster.advanceClock(Duration.ofSeconds(number(words.get(0)))));
  }

  private static String split(List<String> words, Consumer<List<List<String>>> how) {
    how.accept(words.stream().map(side -> List.of(side.split(",", -1))).toList());
    return "";
  }

  private String move(List<String> words) {
    long seed = words.size() > 1 ? Long.parseLong(words.get(1)) : System.nanoTime();
    String namespace =
        words.size() > 2
            ? words.get(2)
            : cluster.snapshot().namespaces().keySet().iterator().next();
    int moved = cluster.moveRandomPartitions(namespace, number(words.get(0)), seed).size();
    return "moved " + moved;
  }

  private String nodes() {
    return cluster.nodes().stream()
        .map(ConsoleCommands::describe)
        .collect(Collectors.joining(", "));
  }

  private String help() {
    return entries.values().stream().map(Entry::usage).collect(Collectors.joining("; "));
  }

  private NodeSpec spec(List<String> words) {
    String host = cluster.nodes().stream().map(SimulatedNode::host).findFirst().orElse("127.0.0.1");
    return NodeSpec.anywhere().on(host, 0).inRack(words.isEmpty() ? 0 : number(words.get(0)));
  }

  private static String describe(SimulatedNode node) {
    return node.name() + " " + Endpoints.join(node.host(), node.port());
  }

  private static int number(String word) {
    try {
      return Integer.parseInt(word);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + word + "' is no number", e);
    }
  }

  private void change(String usage, int words, Consumer<List<String>> action) {
    add(
        usage,
        words,
        words,
        given -> {
          action.accept(given);
          return "";
        });
  }

  private void add(
      String usage, int minWords, int maxWords, Function<List<String>, String> action) {
    entries.put(usage.split(" ", 2)[0], new Entry(usage, minWords, maxWords, action));
  }
}
