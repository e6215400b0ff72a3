package io.shmtender.daemon.tend;

import io.shmtender.reader.ClusterMap;
import io.shmtender.reader.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A listener that remembers. Used on the tending thread only. */
final class Watch implements TendListener {
  final Map<String, List<Long>> refreshNanos = new HashMap<>();
  final Map<String, List<Exception>> failures = new HashMap<>();
  final List<String> added = new ArrayList<>();
  final List<String> removed = new ArrayList<>();
  final Map<String, Integer> infoRequests = new HashMap<>();
  int tends;
  int maps;
  long bytes;
  int connections;
  long connectionsOpened;

  @Override
  public void tendFinished(TendOutcome outcome) {
    tends++;
  }

  @Override
  public void nodeRefreshed(String node, long durationNanos) {
    refreshNanos.computeIfAbsent(node, n -> new ArrayList<>()).add(durationNanos);
  }

  @Override
  public void nodeFailed(String node, long durationNanos, int inARow, Exception cause) {
    failures.computeIfAbsent(node, n -> new ArrayList<>()).add(cause);
  }

  @Override
  public void nodeAdded(Node node) {
    added.add(node.name());
  }

  @Override
  public void nodeRemoved(Node node) {
    removed.add(node.name());
  }

  @Override
  public void mapChanged(ClusterMap map) {
    maps++;
  }

  @Override
  public void infoExchanged(String node, int requests, long bytesSent, long bytesReceived) {
    infoRequests.merge(node, requests, Integer::sum);
    bytes += bytesSent + bytesReceived;
  }

  @Override
  public void connectionsCounted(int open, long opened) {
    connections = open;
    connectionsOpened = opened;
  }

  int refreshes(String node) {
    return refreshNanos.getOrDefault(node, List.of()).size();
  }
}
