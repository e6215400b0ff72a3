/**
 * Who owns which partition, and what each node knows of it: balance, partition tables, peers and
 * their generations. All values are immutable; the cluster replaces them. Called by {@code info}
 * and {@code server}. Internal: not for users of the simulator.
 */
package io.shmtender.simulator.topology;
