/**
 * The daemon's life: standby, owner, and back. One thread, the conductor, owns all of its state.
 *
 * <p>{@link io.shmtender.daemon.conductor.TenderDaemon} is what others see. While it owns a key it
 * serves a term, whose duties the conductor does when they are due.
 *
 * <p>Calls tending, publishing and the owner lock; nothing but the launch calls it.
 */
package io.shmtender.daemon.conductor;
