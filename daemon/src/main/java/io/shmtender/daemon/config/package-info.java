/**
 * What the daemon is told: a YAML file, flags that override it, defaults.
 *
 * <p>Turns texts into checked settings or into every mistake with its place. It makes the settings
 * of {@code segment}, {@code tend}, {@code cclient} and {@code http} and calls nothing else of
 * theirs.
 */
package io.shmtender.daemon.config;
