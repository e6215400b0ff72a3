/**
 * What the daemon serves over HTTP: a small server for reading, with a route per path.
 *
 * <p>Owns the port and the threads that answer. It knows nothing of what the routes answer, and the
 * conductor never waits for it.
 */
package io.shmtender.daemon.http;
