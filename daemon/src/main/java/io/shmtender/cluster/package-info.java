/** The immutable state of a cluster: the only thing that passes from tending to publishing. */
package io.shmtender.cluster;
