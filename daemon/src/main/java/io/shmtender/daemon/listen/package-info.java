/** How one event reaches several listeners, and when. */
package io.shmtender.daemon.listen;
