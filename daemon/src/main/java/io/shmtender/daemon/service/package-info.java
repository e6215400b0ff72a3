/**
 * What systemd is told: ready, status, watchdog, reloading, stopping.
 *
 * <p>Listens to the daemon and sends; calls nothing of it. Without systemd it is not there.
 */
package io.shmtender.daemon.service;
