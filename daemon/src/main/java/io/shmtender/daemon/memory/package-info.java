/**
 * Memory that several processes have mapped, and the order in which they see what is written there.
 * The only room that knows chronicle-bytes. Who may call whom is in {@code
 * docs/design/overview.md}.
 */
package io.shmtender.daemon.memory;
