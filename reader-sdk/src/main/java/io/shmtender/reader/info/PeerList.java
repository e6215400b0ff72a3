package io.shmtender.reader.info;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The other nodes of the cluster, as one node sees them.
 *
 * @param generation the list's generation
 * @param peers the other nodes
 */
public record PeerList(long generation, List<Peer> peers) {

  /**
   * One other node.
   *
   * @param name the node's name
   * @param endpoints where it might be reached, in the server's order
   */
  public record Peer(String name, List<Endpoint> endpoints) {
    /** Copies the list. */
    public Peer {
      endpoints = List.copyOf(endpoints);
    }
  }

  /** Copies the list. */
  public PeerList {
    peers = List.copyOf(peers);
  }

  /** Returns the info name that gives the list. */
  public static String infoName(boolean tls, boolean alternate) {
    return "peers-" + (tls ? "tls" : "clear") + "-" + (alternate ? "alt" : "std");
  }

  /**
   * Parses {@code generation,default-port,[[name,tls-name,[host:port,...]],...]}: an IPv6 address
   * stands in brackets, and a host without a port has the default port.
   *
   * @param ipMap replacements for the hosts
   * @throws InfoReplyException if the reply is anything else
   */
  public static PeerList parse(InfoReply reply, String infoName, Map<String, String> ipMap)
      throws InfoReplyException {
    InfoText text = new InfoText(reply.node(), infoName, reply.text(infoName));
    long generation = Integer.toUnsignedLong(text.number(","));
    text.expect(',');
    String defaultPort = text.until(",");
    text.expect(',');
    text.expect('[');
    List<Peer> peers = new ArrayList<>();
    if (!text.skip(']')) {
      do {
        peers.add(parsePeer(text, defaultPort, ipMap));
      } while (text.skip(','));
      text.expect(']');
    }
    if (!text.atEnd()) {
      throw text.malformed("more than a peer list");
    }
    return new PeerList(generation, peers);
  }

  private static Peer parsePeer(InfoText text, String defaultPort, Map<String, String> ipMap)
      throws InfoReplyException {
    text.expect('[');
    String name = text.until(",[]");
    if (name.isEmpty()) {
      throw text.malformed("a peer without a name");
    }
    text.expect(',');
    String tlsName = text.until(",[]");
    text.expect(',');
    text.expect('[');
    List<Endpoint> endpoints = new ArrayList<>();
    if (!text.skip(']')) {
      do {
        endpoints.add(parseEndpoint(text, tlsName, defaultPort, ipMap));
      } while (text.skip(','));
      text.expect(']');
    }
    text.expect(']');
    return new Peer(name, endpoints);
  }

  private static Endpoint parseEndpoint(
      InfoText text, String tlsName, String defaultPort, Map<String, String> ipMap)
      throws InfoReplyException {
    String host;
    if (text.skip('[')) {
      host = text.until("],[");
      text.expect(']');
    } else {
      host = text.until(":,[]");
    }
    String port = text.skip(':') ? text.until(",[]") : defaultPort;
    try {
      return new Endpoint(ipMap.getOrDefault(host, host), Integer.parseInt(port), tlsName);
    } catch (IllegalArgumentException e) {
      throw text.malformed("no address (" + e.getMessage() + ")");
    }
  }
}
