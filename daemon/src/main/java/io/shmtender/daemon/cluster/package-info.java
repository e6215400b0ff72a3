/**
 * Which cluster is meant: what tells one from others, for tending and publishing alike.
 *
 * <p>The state of a cluster itself is the SDK's {@link io.shmtender.reader.ClusterMap}, the only
 * thing that passes from tending to publishing. This package calls nothing of either.
 */
package io.shmtender.daemon.cluster;
