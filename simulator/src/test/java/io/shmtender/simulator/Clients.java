package io.shmtender.simulator;

import com.aerospike.client.AerospikeClient;
import com.aerospike.client.Host;
import com.aerospike.client.policy.ClientPolicy;

/** Official clients connected to simulated clusters. */
final class Clients {
  /** How often clients tend: quick tests rather than kind ones. */
  private static final int TEND_INTERVAL_MILLIS = 250;

  private Clients() {}

  static AerospikeClient connect(SimulatedCluster cluster) {
    return connect(cluster, policy());
  }

  static AerospikeClient connect(SimulatedCluster cluster, ClientPolicy policy) {
    return new AerospikeClient(policy, seed(cluster));
  }

  static ClientPolicy policy() {
    ClientPolicy policy = new ClientPolicy();
    policy.tendInterval = TEND_INTERVAL_MILLIS;
    return policy;
  }

  static Host seed(SimulatedCluster cluster) {
    SimulatedNode first = cluster.nodes().get(0);
    return new Host(first.host(), first.port());
  }
}
