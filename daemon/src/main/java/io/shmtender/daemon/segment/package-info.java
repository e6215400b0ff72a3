/**
 * Writing the native segment: files that appear whole, publishes that readers never see half of.
 *
 * <p>Owns the segment files of a key while this process owns the key. It takes cluster maps and
 * calls nothing of tending, and relies on its caller to hold the owner lock.
 */
package io.shmtender.daemon.segment;
