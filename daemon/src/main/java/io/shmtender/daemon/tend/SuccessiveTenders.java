package io.shmtender.daemon.tend;

import io.shmtender.reader.ClusterMap;
import io.shmtender.reader.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lets listeners hear of one tender after the other as of one that went on. A newcomer is on trial:
 * nobody hears of what it finds. Once it is accepted, listeners hear how its cluster differs from
 * what the tender before it found, and from then on everything.
 *
 * <p>For the tending thread, like the tenders.
 */
public final class SuccessiveTenders {
  private final TendListener listener;
  private Voice present;
  private long openedBefore;

  /** Creates a succession without a tender. */
  public SuccessiveTenders(TendListener listener) {
    this.listener = listener;
    this.present = new Voice();
  }

  /** Returns what the next tender is to speak to. */
  public TendListener newcomer() {
    return new Voice();
  }

  private record Traffic(String node, int requests, long sent, long received) {}

  /** What one tender speaks to. */
  private final class Voice implements TendListener {
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    // Of the trial.
    private final List<Traffic> traffic = new ArrayList<>();
    private Optional<TendOutcome> lastTend = Optional.empty();
    private Optional<ClusterMap> map = Optional.empty();
    private int open;
    private long opened;

    private boolean isHeard() {
      return present == this;
    }

    // The former tender's voice is heard no more.
    @Override
    public void accepted() {
      Voice former = present;
      present = this;
      openedBefore += former.opened;
      for (Traffic each : traffic) {
        listener.infoExchanged(each.node(), each.requests(), each.sent(), each.received());
      }
      traffic.clear();
      former.nodes.forEach(
          (name, node) -> {
            if (!nodes.containsKey(name)) {
              listener.nodeRemoved(node);
            }
          });
      nodes.forEach(
          (name, node) -> {
            if (!former.nodes.containsKey(name)) {
              listener.nodeAdded(node);
            }
          });
      if (map.isPresent() && !map.equals(former.map)) {
        listener.mapChanged(map.get());
      }
      if (lastTend.isPresent()) {
        listener.connectionsCounted(open, openedBefore + opened);
        listener.tendFinished(lastTend.get());
      }
    }

    @Override
    public void tendFinished(TendOutcome outcome) {
      lastTend = Optional.of(outcome);
      if (isHeard()) {
        listener.tendFinished(outcome);
      }
    }

    @Override
    public void nodeRefreshed(String node, long durationNanos) {
      if (isHeard()) {
        listener.nodeRefreshed(node, durationNanos);
      }
    }

    @Override
    public void nodeFailed(String node, long durationNanos, int failures, Exception cause) {
      if (isHeard()) {
        listener.nodeFailed(node, durationNanos, failures, cause);
      }
    }

    @Override
    public void nodeAdded(Node node) {
      nodes.put(node.name(), node);
      if (isHeard()) {
        listener.nodeAdded(node);
      }
    }

    @Override
    public void nodeRemoved(Node node) {
      nodes.remove(node.name());
      if (isHeard()) {
        listener.nodeRemoved(node);
      }
    }

    @Override
    public void mapChanged(ClusterMap changed) {
      map = Optional.of(changed);
      if (isHeard()) {
        listener.mapChanged(changed);
      }
    }

    @Override
    public void infoExchanged(String node, int requests, long bytesSent, long bytesReceived) {
      if (isHeard()) {
        listener.infoExchanged(node, requests, bytesSent, bytesReceived);
      } else {
        traffic.add(new Traffic(node, requests, bytesSent, bytesReceived));
      }
    }

    @Override
    public void connectionsCounted(int nowOpen, long openedSoFar) {
      open = nowOpen;
      opened = openedSoFar;
      if (isHeard()) {
        listener.connectionsCounted(open, openedBefore + opened);
      }
    }
  }
}
