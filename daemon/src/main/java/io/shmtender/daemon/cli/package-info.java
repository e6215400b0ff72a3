/**
 * The command line: runs the daemon, and shows and removes segments for an operator.
 *
 * <p>Owns texts, tables and exit codes. It calls every other package; nothing calls it.
 */
package io.shmtender.daemon.cli;
