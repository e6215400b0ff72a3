/**
 * Records and what commands do to them: stores, bins, bin operations, generation and expiry rules.
 * Knows nothing of nodes or partitions; called by {@code server}. Another kind of bin operation is
 * added by registering it in {@link io.shmtender.simulator.record.BinOperations}. Internal: not for
 * users of the simulator.
 */
package io.shmtender.simulator.record;
