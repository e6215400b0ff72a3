package io.shmtender.daemon.tend;

import io.shmtender.reader.info.ServerBuild;
import java.net.InetSocketAddress;

/**
 * A server that answered at an address and may join the cluster.
 *
 * @param name the node's name
 * @param clusterName the cluster's name, empty when it has none
 * @param build the server's build and features
 * @param channel an open channel to it, which the holder of the probe must close or use
 */
record NodeProbe(String name, String clusterName, ServerBuild build, NodeChannel channel) {

  InetSocketAddress address() {
    return channel.address();
  }
}
