/**
 * What an application uses: attach to the tender's segment, look up who holds a partition, run
 * commands.
 */
package io.shmtender.reader;
