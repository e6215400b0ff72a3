/**
 * The daemon's life: standby, owner, and back. One thread, the conductor, owns all of its state.
 *
 * <p>Calls tending, publishing and the owner lock; nothing but the command line calls it.
 */
package io.shmtender.daemon.conductor;
