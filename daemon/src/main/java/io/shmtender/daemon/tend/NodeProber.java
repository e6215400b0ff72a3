package io.shmtender.daemon.tend;

import io.shmtender.reader.info.Endpoint;
import io.shmtender.reader.info.InfoReply;
import io.shmtender.reader.info.InfoReplyException;
import io.shmtender.reader.info.PeerList;
import io.shmtender.reader.info.ServerBuild;
import io.shmtender.reader.info.ServiceList;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out whether a server answers at an address, and which node it is, by the official client's
 * rules (its {@code NodeValidator}). Blocks; thread-safe, as it holds no state that changes.
 */
final class NodeProber {
  private static final Logger LOG = LoggerFactory.getLogger(NodeProber.class);

  private static final String NODE = "node";
  private static final String PARTITION_GENERATION = "partition-generation";

  private final Connector connector;
  private final String expectedClusterName;
  private final Map<String, String> ipMap;
  private final String peersInfo;
  private final String serviceInfo;

  NodeProber(TenderConfig config, Connector connector) {
    this.connector = connector;
    this.expectedClusterName = config.clusterName();
    this.ipMap = config.ipMap();
    boolean alternate = config.useServicesAlternate();
    this.peersInfo = PeerList.infoName(config.tls().isPresent(), alternate);
    this.serviceInfo =
        "service-" + (config.tls().isPresent() ? "tls" : "clear") + (alternate ? "-alt" : "-std");
  }

  /**
   * What a seed led to.
   *
   * @param seed the seed
   * @param probe the node that answered
   * @param peers that node's peers
   */
  record SeedAnswer(Endpoint seed, NodeProbe probe, List<PeerList.Peer> peers) {
    SeedAnswer {
      peers = List.copyOf(peers);
    }
  }

  /**
   * Asks a seed. A name may stand for several servers: the first of its addresses that answers and
   * has peers is taken, else the first that answers.
   *
   * @throws IOException if none of its addresses leads to a node of the expected cluster
   */
  SeedAnswer askSeed(Endpoint seed) throws IOException {
    IOException failure = null;
    SeedAnswer orphan = null;
    for (InetSocketAddress address : resolve(seed)) {
      try {
        NodeProbe probe = probe(address, seed.tlsName(), true);
        SeedAnswer answer = new SeedAnswer(seed, probe, peersOf(probe));
        if (!answer.peers().isEmpty()) {
          if (orphan != null) {
            orphan.probe().channel().close();
          }
          return answer;
        }
        if (orphan == null) {
          orphan = answer;
        } else {
          probe.channel().close();
        }
      } catch (IOException e) {
        failure = moreTelling(failure, e);
      }
    }
    if (orphan != null) {
      return orphan;
    }
    throw failure;
  }

  /**
   * Looks for a peer at the addresses that its cluster gave for it, until it answers at one.
   *
   * @throws IOException if it answers at none, with what went wrong first
   */
  NodeProbe findPeer(PeerList.Peer peer) throws IOException {
    IOException failure = null;
    for (Endpoint endpoint : peer.endpoints()) {
      try {
        for (InetSocketAddress address : resolve(endpoint)) {
          try {
            NodeProbe probe = probe(address, endpoint.tlsName(), false);
            if (probe.name().equals(peer.name())) {
              return probe;
            }
            probe.channel().close();
            throw new IOException(
                "node " + probe.name() + " answers at " + endpoint + " instead of " + peer.name());
          } catch (IOException e) {
            failure = moreTelling(failure, e);
          }
        }
      } catch (UnknownHostException e) {
        failure = moreTelling(failure, e);
      }
    }
    throw failure != null ? failure : new IOException("its cluster gives no address for it");
  }

  /** Returns whether one of the endpoints is the address, resolving names. */
  boolean anyIs(List<Endpoint> endpoints, InetSocketAddress address) {
    for (Endpoint endpoint : endpoints) {
      if (endpoint.port() == address.getPort()) {
        try {
          if (resolve(endpoint).contains(address)) {
            return true;
          }
        } catch (UnknownHostException e) {
          LOG.debug("A peer's host name is unknown here: {}", endpoint.host(), e);
        }
      }
    }
    return false;
  }

  private static List<InetSocketAddress> resolve(Endpoint endpoint) throws UnknownHostException {
    List<InetSocketAddress> addresses = new ArrayList<>();
    try {
      for (InetAddress address : InetAddress.getAllByName(endpoint.host())) {
        addresses.add(new InetSocketAddress(address, endpoint.port()));
      }
    } catch (UnknownHostException e) {
      UnknownHostException clearer =
          new UnknownHostException("host name '" + endpoint.host() + "' is unknown here");
      clearer.initCause(e);
      throw clearer;
    }
    return addresses;
  }

  private static IOException moreTelling(IOException first, IOException second) {
    return first == null || second instanceof ClusterNameMismatchException ? second : first;
  }

  private List<PeerList.Peer> peersOf(NodeProbe probe) throws IOException {
    try {
      InfoReply reply = probe.channel().request(probe.name(), List.of(peersInfo));
      return PeerList.parse(reply, peersInfo, ipMap).peers();
    } catch (IOException e) {
      probe.channel().close();
      throw e;
    }
  }

  private NodeProbe probe(InetSocketAddress address, String tlsName, boolean seed)
      throws IOException {
    NodeChannel channel = connector.open(address, tlsName);
    try {
      List<String> names = new ArrayList<>();
      names.add(NODE);
      names.add(PARTITION_GENERATION);
      names.add(ServerBuild.INFO_NAME);
      names.add(InfoReply.CLUSTER_NAME);
      // What answers at a seed's address may be a load balancer. This machine never is one.
      boolean balancerPossible = seed && !address.getAddress().isLoopbackAddress();
      if (balancerPossible) {
        names.add(serviceInfo);
      }
      InfoReply reply = channel.request(address.toString(), names);
      String name = reply.text(NODE);
      if (reply.generation(PARTITION_GENERATION) == -1) {
        throw new IOException("node " + name + " is starting and has no partitions yet");
      }
      ServerBuild build = build(reply, name);
      String clusterName = ClusterName.of(reply, expectedClusterName).orElse("");
      if (!expectedClusterName.isEmpty() && !expectedClusterName.equals(clusterName)) {
        throw new ClusterNameMismatchException(name, expectedClusterName, clusterName);
      }
      if (balancerPossible && !reply.isError(serviceInfo)) {
        NodeChannel direct = behindBalancer(channel, name, reply.value(serviceInfo));
        return new NodeProbe(name, clusterName, build, direct);
      }
      return new NodeProbe(name, clusterName, build, channel);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static ServerBuild build(InfoReply reply, String name) throws IOException {
    ServerBuild build = ServerBuild.parse(reply);
    if (!build.isSupported()) {
      throw new IOException(
          "node " + name + " runs build " + build.text() + ", but 4.9 is the oldest supported");
    }
    return build;
  }

  /**
   * Returns a channel to the node itself when what answered turned out to be a load balancer: the
   * node's own addresses do not have the address that was asked. The official client stays with the
   * balancer when none of the node's addresses can be reached from here, and so does this.
   */
  private NodeChannel behindBalancer(NodeChannel channel, String name, String services)
      throws InfoReplyException {
    List<Endpoint> own = ServiceList.parse(name, serviceInfo, services, channel.tlsName(), ipMap);
    String asked = channel.address().getAddress().getHostAddress();
    if (own.isEmpty() || own.stream().anyMatch(e -> e.host().equals(asked))) {
      return channel;
    }
    for (Endpoint endpoint : own) {
      Optional<NodeChannel> direct = reach(endpoint, name);
      if (direct.isPresent()) {
        channel.close();
        return direct.get();
      }
    }
    LOG.warn(
        "Node {} cannot be reached at its own addresses {}, only through {}: if that is a load"
            + " balancer, set access-address on the server",
        name,
        services,
        asked);
    return channel;
  }

  private Optional<NodeChannel> reach(Endpoint endpoint, String name) {
    try {
      for (InetSocketAddress address : resolve(endpoint)) {
        Optional<NodeChannel> direct = reach(address, endpoint.tlsName(), name);
        if (direct.isPresent()) {
          return direct;
        }
      }
    } catch (UnknownHostException e) {
      LOG.debug("A node's own address is unknown here", e);
    }
    return Optional.empty();
  }

  private Optional<NodeChannel> reach(InetSocketAddress address, String tlsName, String name) {
    try {
      NodeChannel direct = connector.open(address, tlsName);
      try {
        if (direct.request(name, List.of(NODE)).text(NODE).equals(name)) {
          return Optional.of(direct);
        }
        direct.close();
      } catch (IOException e) {
        direct.close();
        throw e;
      }
    } catch (IOException e) {
      LOG.debug("Node {} does not answer at {}", name, address, e);
    }
    return Optional.empty();
  }
}
