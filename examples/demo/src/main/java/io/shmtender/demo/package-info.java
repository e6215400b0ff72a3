/**
 * The demo: a simulated cluster, real tender daemons and real reader processes, and a scenario that
 * takes nodes and daemons away from them while it measures.
 *
 * <p>{@link io.shmtender.demo.Demo} is the narrator's process, {@link io.shmtender.demo.ReaderMain}
 * that of a reader. The demo judges itself: whatever breaks a promise makes it fail.
 */
package io.shmtender.demo;
