/**
 * Aerospike's wire protocol for records: encodes commands, checks and decodes responses. Calls
 * nothing but the values and policies of {@code io.shmtender.reader}; does no I/O.
 */
package io.shmtender.reader.wire;
