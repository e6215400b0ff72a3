/**
 * The info protocol: named values and commands as text. Each answer is made from a {@link
 * io.shmtender.simulator.topology.NodeView}, so everything in one request agrees. Called by {@code
 * server}. Internal: not for users of the simulator.
 */
package io.shmtender.simulator.info;
