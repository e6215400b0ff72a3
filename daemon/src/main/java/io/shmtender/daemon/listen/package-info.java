/** How several listeners are told of one event. */
package io.shmtender.daemon.listen;
