/**
 * The bytes of Aerospike's protocol: message headers, fields, operations and their numbers. Knows
 * nothing of clusters or records; every other package may call it. Internal: not for users of the
 * simulator.
 */
package io.shmtender.simulator.wire;
