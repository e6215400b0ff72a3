package io.shmtender.daemon.tend;

import io.shmtender.reader.info.InfoReply;
import io.shmtender.reader.info.PeerList;
import io.shmtender.reader.info.RackIds;
import io.shmtender.reader.info.ReplicaClaims;
import io.shmtender.reader.info.ServerBuild;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * Asks one node what changed: one info request for its generations, and a second one for what moved
 * since. Runs on a pool thread, except what is called {@code now}, which waits for nothing;
 * everything it is given stays the same meanwhile, but for the channel, which is its own until it
 * is done.
 */
final class NodeRefresh implements Callable<NodeRefresh.Result> {
  private static final String NODE = "node";
  private static final String PEERS_GENERATION = "peers-generation";
  private static final String PARTITION_GENERATION = "partition-generation";
  private static final String REBALANCE_GENERATION = "rebalance-generation";

  /** What every refresh asks. */
  private static final List<String> PERIODIC =
      List.of(
          NODE,
          PEERS_GENERATION,
          PARTITION_GENERATION,
          REBALANCE_GENERATION,
          InfoReply.CLUSTER_NAME);

  private final String name;
  private final NodeChannel channel;
  private final Known known;
  private final Asking asking;

  NodeRefresh(String name, NodeChannel channel, Known known, Asking asking) {
    this.name = name;
    this.channel = channel;
    this.known = known;
    this.asking = asking;
  }

  /**
   * The generations that the tender has the data of; {@link #NOTHING} where it has none.
   *
   * @param connects the channel's connects when they were read: over a new connection, the server
   *     may be a new process whose generations started over
   */
  record Known(long peers, long partitions, long rebalance, int connects) {
    static final long NOTHING = Long.MIN_VALUE;
  }

  /**
   * How to ask.
   *
   * @param peersInfo the info name of the peer list
   * @param ipMap replacements for the peers' hosts
   * @param clusterName what the cluster is expected to be called, empty for anything
   * @param partitions whether the partitions are wanted at all
   * @param peers what of the peers other nodes have told alike
   * @param turns for answers that are long
   */
  record Asking(
      String peersInfo,
      Map<String, String> ipMap,
      String clusterName,
      boolean partitions,
      SharedPeers peers,
      Turns turns) {}

  /**
   * What the node answered; empty where nothing moved.
   *
   * @param clusterName what the cluster is called, empty when the node does not tell
   * @param build the server's build, when the node was reached over a new connection
   */
  record Result(
      Optional<String> clusterName,
      Optional<PeerList> peers,
      Optional<ReplicaClaims> claims,
      Optional<RackIds> racks,
      Optional<ServerBuild> build,
      int connects) {}

  /** The server at the node's address is another node. */
  static final class OtherNodeException extends IOException {
    private static final long serialVersionUID = 1L;

    OtherNodeException(String expected, String found) {
      super("the server at the address of node " + expected + " is now node " + found);
    }
  }

  @Override
  public Result call() throws IOException {
    return follow(channel.request(name, PERIODIC));
  }

  /**
   * Sends the periodic question if that needs no waiting.
   *
   * @return whether it was sent
   */
  boolean sendNow() {
    return channel.sendNow(PERIODIC);
  }

  /** Returns the answer to what was sent; null if it has not arrived yet. */
  InfoReply takeNow() throws IOException {
    return channel.takeNow(name, PERIODIC);
  }

  /** Waits for the answer to what was sent, and asks for what moved. */
  Result await() throws IOException {
    return follow(channel.await(name, PERIODIC));
  }

  /** Asks for what moved by the answer to the periodic question, if anything did. */
  Result follow(InfoReply periodic) throws IOException {
    Optional<Result> nothingNew = resultWithoutNews(periodic);
    if (nothingNew.isPresent()) {
      return nothingNew.get();
    }
    Turns.Turn turn = asking.turns().take();
    try {
      return ask(moved(periodic), clusterName(periodic), reconnected());
    } finally {
      turn.end();
    }
  }

  /** Returns the result if nothing moved by the answer to the periodic question. */
  Optional<Result> resultWithoutNews(InfoReply periodic) throws IOException {
    String answering = periodic.text(NODE);
    if (!answering.equals(name)) {
      throw new OtherNodeException(name, answering);
    }
    if (!moved(periodic).isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Result(
            clusterName(periodic),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            known.connects()));
  }

  private Optional<String> clusterName(InfoReply periodic) {
    return ClusterName.of(periodic, asking.clusterName());
  }

  private boolean reconnected() {
    return channel.connects() != known.connects();
  }

  private List<String> moved(InfoReply periodic) throws IOException {
    boolean reconnected = reconnected();
    List<String> moved = new ArrayList<>();
    if (reconnected || periodic.generation(PEERS_GENERATION) != known.peers()) {
      moved.add(asking.peersInfo());
    }
    if (asking.partitions()
        && (reconnected || periodic.generation(PARTITION_GENERATION) != known.partitions())) {
      moved.addAll(ReplicaClaims.INFO_NAMES);
    }
    if (reconnected || periodic.generation(REBALANCE_GENERATION) != known.rebalance()) {
      moved.addAll(RackIds.INFO_NAMES);
    }
    if (reconnected) {
      moved.add(ServerBuild.INFO_NAME);
    }
    return moved;
  }

  private Result ask(List<String> moved, Optional<String> clusterName, boolean reconnected)
      throws IOException {
    int connects = channel.connects();
    InfoReply reply = channel.request(name, moved);
    if (channel.connects() != connects) {
      throw new IOException("node " + name + " closed the connection between two requests");
    }
    return new Result(
        clusterName,
        moved.contains(asking.peersInfo())
            ? Optional.of(
                asking.peers().share(PeerList.parse(reply, asking.peersInfo(), asking.ipMap())))
            : Optional.empty(),
        moved.containsAll(ReplicaClaims.INFO_NAMES)
            ? Optional.of(ReplicaClaims.parse(reply))
            : Optional.empty(),
        moved.containsAll(RackIds.INFO_NAMES)
            ? Optional.of(RackIds.parse(reply))
            : Optional.empty(),
        reconnected ? Optional.of(ServerBuild.parse(reply)) : Optional.empty(),
        connects);
  }
}
