/**
 * What the daemon is told: a YAML file, flags that override it, defaults.
 *
 * <p>Turns texts into checked settings or into every mistake with its place. It makes the records
 * of {@code segment} and {@code tend} and calls nothing else of theirs.
 */
package io.shmtender.config;
