/** Holds the documentation against what it describes. */
package io.shmtender.daemon.docs;
