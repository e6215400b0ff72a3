/**
 * The command line: runs the daemon, and shows and removes segments for an operator.
 *
 * <p>Owns commands, their texts and tables. How a daemon is put together is in {@link
 * io.shmtender.daemon.launch}. It calls every other package; nothing calls it.
 */
package io.shmtender.daemon.cli;
