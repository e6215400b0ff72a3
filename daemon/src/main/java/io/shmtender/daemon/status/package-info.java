/**
 * The status page: what one daemon knows of its key, for people with a browser.
 *
 * <p>A {@link io.shmtender.daemon.status.StatusModel} listens to the conductor and follows the
 * segment as readers do, on a thread of its own; the page and its JSON are made from its snapshots
 * on the threads of the HTTP server. Nothing here changes anything.
 */
package io.shmtender.daemon.status;
