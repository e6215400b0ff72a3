/**
 * How a daemon is put together and kept: what watches it, signals and reloads, its log, its control
 * socket.
 *
 * <p>Calls every package of the daemon but the command line, which alone calls it.
 */
package io.shmtender.daemon.launch;
