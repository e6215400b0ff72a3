/**
 * The tender: asks every server node who its peers are and who owns which partitions, and turns the
 * answers into a {@link io.shmtender.reader.ClusterMap}.
 *
 * <p>It owns the connections to the servers and the threads that wait on them. It may call {@code
 * io.shmtender.daemon.cluster}, the values of {@code io.shmtender.reader}, the reading of answers
 * in {@code io.shmtender.reader.info}, the login in {@code io.shmtender.reader.login}, and the
 * transport of the official client; it knows nothing of segments.
 */
package io.shmtender.daemon.tend;
