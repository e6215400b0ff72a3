/**
 * The state of a cluster at one instant: nodes, namespaces, replicas, regimes, racks.
 *
 * <p>Everything here is immutable. A {@link io.shmtender.daemon.cluster.ClusterMap} is the only
 * thing that passes from tending to publishing; this package calls nothing of either.
 */
package io.shmtender.daemon.cluster;
