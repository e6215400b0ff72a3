package io.shmtender.bridge;

import static java.util.Objects.requireNonNull;

import com.aerospike.client.IAerospikeClient;
import com.aerospike.client.cluster.Cluster;
import io.shmtender.reader.ReaderOptions;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An official client that follows the host's segment:
 *
 * <pre>{@code
 * ShmFollower.follow(client);
 * }</pre>
 *
 * <p>From then on its tend asks no server for the state of the cluster. Nodes, masters, proles,
 * regimes and racks come from the segment; all else of the client, its commands and its own upkeep,
 * is as it was. While there is no segment to follow (no tender is at work, it does not reach the
 * cluster, it is another cluster's) the client tends by itself as it always did, and returns to the
 * segment when there is one. No command fails because of either.
 *
 * <p>With a release of the client that this was not tested with nothing is changed, which is logged
 * once and is in the status.
 *
 * <p>Safe for use by many threads. It ends with the client; there is nothing to close.
 */
public final class ShmFollower {
  private static final System.Logger LOG = System.getLogger(ShmFollower.class.getName());
  private static final AtomicBoolean refused = new AtomicBoolean();

  // Null where the client is left as it is.
  private final Follower follower;
  private final FollowerStatus refusal;

  private ShmFollower(Follower follower, FollowerStatus refusal) {
    this.follower = follower;
    this.refusal = refusal;
  }

  /**
   * Lets a client follow the default segment; see {@link #follow(IAerospikeClient, ReaderOptions)}.
   */
  public static ShmFollower follow(IAerospikeClient client) {
    return follow(client, ReaderOptions.defaults());
  }

  /**
   * Lets a client follow a segment. Returns at once: the client begins to follow when its segment
   * has been read. For a client that follows already this returns what its first call did, with its
   * options.
   *
   * @param client a connected client, of whatever policies
   * @param options which segment. The stale limit says how old a heartbeat may be before the client
   *     tends by itself: null for three of the tender's intervals, and no less than two. The wait
   *     limit is not used
   */
  public static ShmFollower follow(IAerospikeClient client, ReaderOptions options) {
    requireNonNull(client, "client");
    requireNonNull(options, "options");
    ClientHooks.Found found = ClientHooks.find();
    if (found.hooks() == null) {
      return refused(found.refusal());
    }
    Cluster cluster;
    try {
      cluster = client.getCluster();
    } catch (RuntimeException e) {
      // That of a proxy, which other machines tend for.
      return refused("the client " + client.getClass().getName() + " has no cluster: " + e);
    }
    if (cluster == null) {
      return refused("the client " + client.getClass().getName() + " has no cluster");
    }
    try {
      return new ShmFollower(Watcher.follow(cluster, options, found.hooks()), null);
    } catch (OutOfMemoryError e) {
      // What the JDK throws where there may be no more threads. The next one may get one.
      return refused("the thread that looks at the segment cannot be started: " + e.getMessage());
    }
  }

  private static ShmFollower refused(String reason) {
    if (refused.compareAndSet(false, true)) {
      LOG.log(System.Logger.Level.WARNING, "clients tend by themselves: " + reason);
    }
    return new ShmFollower(null, new FollowerStatus(false, Instant.now(), reason, 0, 0, 0));
  }

  /** Returns how the client gets to know its cluster now. */
  public FollowerStatus status() {
    return follower == null ? refusal : follower.status();
  }

  /**
   * Lets the client tend by itself from now on. Returns at once; each node has its own connection
   * again after the next turn or two of the client's tend. {@link #follow} begins anew.
   */
  public void leave() {
    if (follower != null) {
      follower.leave();
      Watcher.wake();
    }
  }
}
