package io.shmtender.bridge;

import com.aerospike.client.cluster.Cluster;
import com.aerospike.client.cluster.Connection;
import com.aerospike.client.cluster.Node;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.management.ObjectName;

/**
 * One client that follows a segment: puts links in the place of its nodes' tend connections, and
 * lets the client have its own ones again when the segment is no good.
 *
 * <p>All but {@link #shown}, {@link #status} and {@link #leave} is for the watcher's thread. The
 * client's tend thread is the only one that changes the client's nodes and partitions, by its own
 * code; it is woken when there is something new. What it is told never fails because the client
 * begins or ends to follow: a link that is not followed any more passes on what it is asked, until
 * the node has opened a connection of its own.
 */
final class Follower {
  /** What {@link #turn} returns when there is nothing left to do. */
  static final long DONE = -1;

  private static final System.Logger LOG = System.getLogger(ShmFollower.class.getName());
  // Publishes may come in quick succession, and each turn of a client's tend costs something.
  private static final long BETWEEN_TURNS_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  // How often to look for nodes that the client added or connections that it replaced.
  private static final long FULL_LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Cluster cluster;
  private final SegmentSource source;
  private final ClientHooks hooks;
  private final int id;
  private final IdentityHashMap<Node, Held> links = new IdentityHashMap<>();
  private volatile FollowedState shown;
  private volatile boolean left;
  private volatile FollowerStatus status;

  private FollowedState lastOffered;
  private Node[] lastNodes;
  private long lastLook;
  private long lastTold;
  private long lastMissing;
  private boolean begun;
  // In JMX; null if it is not there.
  private ObjectName bean;
  private boolean toTell;
  // Whether the last look has left something that is not to wait for long.
  private boolean pending;

  private record Held(TendLink link, Connection connection) {}

  Follower(Cluster cluster, SegmentSource source, ClientHooks hooks, int id, long now) {
    this.cluster = cluster;
    this.source = source;
    this.hooks = hooks;
    this.id = id;
    this.lastLook = now - FULL_LOOK_NANOS;
    this.lastTold = now - BETWEEN_TURNS_NANOS;
    this.lastMissing = now - FULL_LOOK_NANOS;
    this.status =
        new FollowerStatus(false, Instant.now(), "it has not looked for a segment yet", 0, 0, 0);
  }

  Cluster cluster() {
    return cluster;
  }

  SegmentSource source() {
    return source;
  }

  int id() {
    return id;
  }

  /** Returns the state that the client goes by; null if it tends by itself. */
  FollowedState shown() {
    return shown;
  }

  FollowerStatus status() {
    return status;
  }

  /** From now on the client tends by itself, for good. */
  void leave() {
    left = true;
    // At once, whenever the watcher comes: links pass on from here.
    shown = null;
  }

  boolean hasLeft() {
    return left;
  }

  /** Shows it in JMX, the first time that this is called. */
  void show() {
    if (!begun) {
      begun = true;
      bean = FollowerBean.register(this);
    }
  }

  /** Ends that. */
  void hide() {
    if (bean != null) {
      FollowerBean.unregister(bean);
      bean = null;
    }
  }

  /** Does what there is to do, and returns after how many nanoseconds to come again. */
  long turn(long now) {
    if (!cluster.isActive()) {
      shown = null;
      links.values().forEach(held -> held.link().dispose());
      links.clear();
      report(null, "the client is closed", 0);
      return DONE;
    }
    FollowedState offered = left ? null : source.offered();
    Node[] nodes = cluster.getNodes();
    boolean quiet =
        offered == lastOffered
            && nodes == lastNodes
            && !left
            && !pending
            && now - lastLook < FULL_LOOK_NANOS;
    if (!quiet) {
      lastOffered = offered;
      lastNodes = nodes;
      lastLook = now;
      look(offered, nodes, now);
      if (left && links.isEmpty()) {
        return DONE;
      }
    }
    return tell(now);
  }

  private void look(FollowedState offered, Node[] nodes, long now) {
    String whyNot = offered == null ? whyNoneIsOffered() : misfit(offered, nodes);
    FollowedState next = whyNot == null ? offered : null;
    if (next != shown) {
      shown = next;
      // Left in between: it must not be shown again.
      if (left) {
        shown = null;
      }
      toTell = true;
    }
    forgetRemoved(nodes);
    pending = false;
    if (next == null) {
      handBack();
    } else {
      adopt(next, nodes, now);
    }
    report(next, whyNot, nodes.length);
  }

  private String whyNoneIsOffered() {
    return left ? "it was told to leave" : source.whyNot();
  }

  // Why a client does not follow a state; null if it does.
  private String misfit(FollowedState state, Node[] nodes) {
    String wanted = cluster.getClusterName();
    String published = state.view().clusterName();
    if (wanted != null && !wanted.isEmpty() && !published.isEmpty() && !wanted.equals(published)) {
      return "the segment is of cluster " + published + ", and the client's is " + wanted;
    }
    if (cluster.tlsPolicy != null && cluster.tlsPolicy.forLoginOnly) {
      return "the client has TLS for log-ins only, which a segment does not describe";
    }
    if (nodes.length == 0) {
      return "the client has no nodes";
    }
    for (Node node : nodes) {
      io.shmtender.reader.Node same = state.node(node.getName());
      if (same != null && isAt(cluster, node, same)) {
        return null;
      }
    }
    return "none of the client's nodes is in the segment with the same name, address and use of"
        + " TLS: it is another cluster's, or is reached in another way";
  }

  /** Returns whether a client reaches a node where a segment says that it is. */
  static boolean isAt(Cluster cluster, Node node, io.shmtender.reader.Node published) {
    boolean tls = cluster.tlsPolicy != null;
    if (tls == published.tlsName().isEmpty() || published.port() != node.getAddress().getPort()) {
      return false;
    }
    return published.address().equals(node.getHost().name)
        || sameAddress(published.address(), node.getAddress().getAddress());
  }

  private static boolean sameAddress(String published, InetAddress address) {
    try {
      // Published are numeric addresses, which nobody has to be asked for.
      return InetAddress.getByName(published).equals(address);
    } catch (UnknownHostException e) {
      // Not a numeric one: none that a node was reached at.
      return false;
    }
  }

  private void forgetRemoved(Node[] nodes) {
    for (Iterator<Map.Entry<Node, Held>> i = links.entrySet().iterator(); i.hasNext(); ) {
      Map.Entry<Node, Held> entry = i.next();
      if (!entry.getKey().isActive() || !contains(nodes, entry.getKey())) {
        entry.getValue().link().dispose();
        i.remove();
      }
    }
  }

  // The very node: two of one name are equal.
  @SuppressWarnings("ReferenceEquality")
  private static boolean contains(Node[] nodes, Node wanted) {
    for (Node node : nodes) {
      if (node == wanted) {
        return true;
      }
    }
    return false;
  }

  private void adopt(FollowedState state, Node[] nodes, long now) {
    for (Node node : nodes) {
      if (node.isActive()) {
        adopt(state, node);
      }
    }
    if (misses(state, nodes) && now - lastMissing >= FULL_LOOK_NANOS) {
      lastMissing = now;
      links.values().forEach(held -> held.link().lookAgain());
    }
  }

  private void adopt(FollowedState state, Node node) {
    Held held = links.get(node);
    Connection current = hooks.tendConnection(node);
    io.shmtender.reader.Node published = state.node(node.getName());
    boolean there = published != null && isAt(cluster, node, published);
    if (held != null && current == held.connection() && !current.isClosed()) {
      if (!there) {
        // It takes a few turns to go.
        toTell = true;
        pending = true;
      }
      return;
    }
    if (held != null) {
      held.link().dispose();
      links.remove(node);
    }
    // A node that the segment does not know is the client's own business.
    if (there) {
      replace(node, current, held == null ? null : held.link());
    }
  }

  private void replace(Node node, Connection current, TendLink before) {
    TendLink link = new TendLink(this, hooks, cluster, node, before);
    Connection connection = ClientHooks.connect(cluster, node, link);
    link.inherit(current);
    if (hooks.changeTendConnection(node, current, connection)) {
      links.put(node, new Held(link, connection));
      toTell = true;
    } else {
      // The tend has just opened another one.
      link.inherit(null);
      pending = true;
    }
  }

  private static boolean misses(FollowedState state, Node[] nodes) {
    for (io.shmtender.reader.Node published : state.view().nodes()) {
      boolean found = false;
      for (Node node : nodes) {
        found |= node.getName().equals(published.name());
      }
      if (!found) {
        return true;
      }
    }
    return false;
  }

  // A closed connection makes a node open one of its own. Not before it has asked the server
  // through
  // the link, where its generations are forgotten on the thread that they belong to.
  private void handBack() {
    for (Iterator<Map.Entry<Node, Held>> i = links.entrySet().iterator(); i.hasNext(); ) {
      Map.Entry<Node, Held> entry = i.next();
      Held held = entry.getValue();
      if (hooks.tendConnection(entry.getKey()) != held.connection()) {
        held.link().dispose();
        i.remove();
      } else if (held.link().handedBack() && !held.connection().isClosed()) {
        // An exchange that is just ending opens it again; then it is closed at the next look.
        held.connection().close();
      }
    }
  }

  private void report(FollowedState state, String whyNot, int nodes) {
    FollowerStatus before = status;
    boolean following = state != null;
    String reason = following ? source.name() : whyNot;
    int followed = 0;
    for (Held held : links.values()) {
      followed += following && held.link().answered() ? 1 : 0;
    }
    long sequence = following ? state.view().sequence() : 0;
    boolean turned = before.following() != following;
    FollowerStatus after =
        new FollowerStatus(
            following, turned ? Instant.now() : before.since(), reason, nodes, followed, sequence);
    if (!after.equals(before)) {
      status = after;
    }
    if (following && turned) {
      LOG.log(System.Logger.Level.INFO, "client " + id + " follows " + reason);
    } else if (!following && !reason.equals(before.reason())) {
      LOG.log(
          turned && !left && cluster.isActive()
              ? System.Logger.Level.WARNING
              : System.Logger.Level.INFO,
          "client " + id + " tends by itself: " + reason);
    }
  }

  private long tell(long now) {
    if (!toTell) {
      return pending ? BETWEEN_TURNS_NANOS : FULL_LOOK_NANOS;
    }
    long early = BETWEEN_TURNS_NANOS - (now - lastTold);
    if (early > 0) {
      return early;
    }
    toTell = false;
    lastTold = now;
    cluster.interruptTendSleep();
    return pending ? BETWEEN_TURNS_NANOS : FULL_LOOK_NANOS;
  }

  /** Lets the client go on without the bridge after something that should not happen. */
  void fail(Throwable cause) {
    leave();
    status = new FollowerStatus(false, Instant.now(), "the bridge failed: " + cause, 0, 0, 0);
    LOG.log(
        System.Logger.Level.ERROR,
        "client "
            + id
            + " tends by itself from now on, because the bridge failed; please report it",
        cause);
  }

  @Override
  public String toString() {
    return "Follower[" + id + ", " + status + ", nodes=" + Arrays.toString(lastNodes) + "]";
  }
}
