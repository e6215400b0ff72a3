/** How JNA's native part is loaded, and from where. */
package io.shmtender.daemon.nativecode;
