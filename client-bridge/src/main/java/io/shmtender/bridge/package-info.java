/**
 * Lets an official Java client follow the host's segment: {@link
 * io.shmtender.bridge.ShmFollower#follow}. The client's tend goes on as it always did, but what it
 * asks is answered inside the process, from the segment, so that it asks no server.
 */
package io.shmtender.bridge;
