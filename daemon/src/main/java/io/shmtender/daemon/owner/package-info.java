/**
 * Who owns a key: the lock that daemons compete for, and taking over from an owner that hangs.
 *
 * <p>Owns the lock files. It reads heartbeats from the segment and calls nothing of tending.
 */
package io.shmtender.daemon.owner;
