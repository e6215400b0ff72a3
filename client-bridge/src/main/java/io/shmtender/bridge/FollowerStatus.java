package io.shmtender.bridge;

import java.time.Instant;

/**
 * How a client gets to know its cluster, at one instant.
 *
 * @param following whether the client goes by the segment; if not, it tends by itself
 * @param since since when that is so
 * @param reason the segment that is followed, or why none is
 * @param nodes how many nodes the client has
 * @param followedNodes how many of them asked no server in their last turn. Less than all for a
 *     moment after nodes were added, and as long as a node is reached at another address than the
 *     tender's
 * @param sequence the number of the publish that the client goes by; 0 if it tends by itself
 */
public record FollowerStatus(
    boolean following, Instant since, String reason, int nodes, int followedNodes, long sequence) {}
