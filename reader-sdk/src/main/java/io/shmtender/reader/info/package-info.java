/**
 * What servers answer to info requests: peers, partitions, racks, builds.
 *
 * <p>Shared by the daemon, which asks all the time, and the reader SDK, which asks when no daemon
 * does. Not exported, so no application's to use. Does no I/O and calls nothing but {@code
 * io.shmtender.reader.layout}, for the sizes of things. Start-up: no lambdas, {@code
 * docs/design/start-up.md}.
 */
package io.shmtender.reader.info;
