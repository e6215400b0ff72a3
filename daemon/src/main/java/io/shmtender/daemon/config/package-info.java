/**
 * What the daemon is told: a YAML file, flags that override it, defaults.
 *
 * <p>{@link io.shmtender.daemon.config.Setting} declares every setting once. Texts become checked
 * settings or every mistake with its place. The package makes the records that the others are told
 * by, and calls nothing else of theirs.
 */
package io.shmtender.daemon.config;
