/**
 * Reading a segment: attach to it, look up who holds a partition, see how the tender is doing.
 *
 * <p>Commands on records are in {@code io.shmtender.client}, of which nothing is called here: the
 * daemon reads segments, too, and runs no command. May call the hidden packages below this one.
 */
package io.shmtender.reader;
