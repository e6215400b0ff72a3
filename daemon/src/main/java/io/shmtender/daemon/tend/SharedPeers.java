package io.shmtender.daemon.tend;

import io.shmtender.reader.info.PeerList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One object for each peer that many nodes name alike: each of n nodes names all the others, which
 * with 256 of them would take 16 MB. Thread-safe.
 */
final class SharedPeers {
  // What was forgotten is only no longer shared with what comes.
  private static final int MOST = 4096;

  private final Map<PeerList.Peer, PeerList.Peer> known = new ConcurrentHashMap<>();

  /** Returns an equal list of shared peers. */
  PeerList share(PeerList told) {
    if (known.size() > MOST) {
      known.clear();
    }
    List<PeerList.Peer> shared = new ArrayList<>(told.peers().size());
    for (PeerList.Peer peer : told.peers()) {
      PeerList.Peer before = known.putIfAbsent(peer, peer);
      shared.add(before == null ? peer : before);
    }
    return new PeerList(told.generation(), shared);
  }
}
