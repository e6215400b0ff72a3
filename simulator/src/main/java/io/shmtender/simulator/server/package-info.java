/**
 * Nodes on the network: listening sockets, connections, faults, counters, and the way of a command
 * through a node. Calls {@code info}, {@code record} and {@code topology}. Internal: not for users
 * of the simulator.
 */
package io.shmtender.simulator.server;
