/**
 * Aerospike's wire protocol: the buffers that commands are encoded into, and answers that are
 * checked while they are decoded. Calls nothing and does no I/O. Not exported.
 */
package io.shmtender.client.wire;
