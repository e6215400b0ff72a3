/** What the daemon's tests share: child processes, conditions, planted maps. */
package io.shmtender.daemon.testing;
