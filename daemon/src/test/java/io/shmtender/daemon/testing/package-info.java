/** What the daemon's tests share: daemons, official clients, planted maps, neighbours. */
package io.shmtender.daemon.testing;
