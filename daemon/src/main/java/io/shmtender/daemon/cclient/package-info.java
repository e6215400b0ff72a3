/**
 * System V segments in the C client's own layouts, for Node.js, Python and C processes.
 *
 * <p>Owns the shared memory of the configured keys: competes for each segment's lock as the C
 * client would, publishes cluster maps, and repairs what others wrote. It takes cluster maps, calls
 * nothing of tending, and relies on its caller to hold the tender's owner lock.
 */
package io.shmtender.daemon.cclient;
