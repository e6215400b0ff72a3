/**
 * Commands: a client that goes by the tender's segment, what it takes and returns, and what it
 * throws.
 *
 * <p>Names are the official client's, so that most imports of an application change by search and
 * replace. Calls {@code io.shmtender.reader}, its policies, and the connections and messages below;
 * lists and maps in {@code io.shmtender.client.cdt} call this package, not the other way round.
 */
package io.shmtender.client;
