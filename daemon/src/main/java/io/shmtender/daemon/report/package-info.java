/**
 * What a segment says, put for people and scripts: its condition, its changes, counts, quantities
 * with units, JSON. The command line and the status page show the same words for the same thing.
 *
 * <p>Reads segments as every reader process does; calls nothing else of the daemon.
 */
package io.shmtender.daemon.report;
