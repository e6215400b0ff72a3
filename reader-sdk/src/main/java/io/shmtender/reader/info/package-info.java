/**
 * What servers answer to info requests: peers, partitions, racks, builds.
 *
 * <p>Shared by the daemon, which asks all the time, and the reader SDK, which asks when no daemon
 * does. Not exported. Does no I/O and calls nothing but {@code io.shmtender.reader.layout}, for the
 * sizes of things; no lambdas, whose first one costs a process milliseconds.
 */
package io.shmtender.reader.info;
