package io.shmtender.client;

import io.shmtender.reader.Node;
import io.shmtender.reader.info.PeerList;
import io.shmtender.reader.info.RackIds;
import io.shmtender.reader.info.ReplicaClaims;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a node answered that a client asked itself.
 *
 * @param node the node, where it was reached
 * @param standard its peers at the addresses that servers give out first
 * @param alternate its peers at their alternate addresses
 * @param claims which partitions it says it holds
 * @param racks its racks
 */
record NodeAnswer(
    Node node, PeerList standard, PeerList alternate, ReplicaClaims claims, RackIds racks) {

  List<PeerList.Peer> peers(boolean alternates) {
    return alternates ? alternate.peers() : standard.peers();
  }

  boolean isAlone() {
    return standard.peers().isEmpty();
  }

  Set<String> peerNames() {
    Set<String> names = new HashSet<>();
    for (PeerList.Peer peer : standard.peers()) {
      names.add(peer.name());
    }
    return names;
  }

  /** Returns what it claims of a namespace; null if it does not have it. */
  ReplicaClaims.Claim claim(String namespace) {
    for (ReplicaClaims.Claim claim : claims.namespaces()) {
      if (claim.namespace().equals(namespace)) {
        return claim;
      }
    }
    return null;
  }
}
