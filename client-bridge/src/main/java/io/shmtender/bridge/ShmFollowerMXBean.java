package io.shmtender.bridge;

/**
 * What JMX shows of a client that follows a segment, as {@code
 * io.shmtender.bridge:type=ShmFollower,loader=...,id=...}. See {@link FollowerStatus}.
 */
public interface ShmFollowerMXBean {
  /** Returns whether the client goes by the segment. */
  boolean isFollowing();

  /** Returns since when that is so, as ISO 8601. */
  String getSince();

  /** Returns the segment that is followed, or why none is. */
  String getReason();

  /** Returns how many nodes the client has. */
  int getNodes();

  /** Returns how many of them asked no server in their last turn. */
  int getFollowedNodes();

  /** Returns the number of the publish that the client goes by. */
  long getSequence();
}
