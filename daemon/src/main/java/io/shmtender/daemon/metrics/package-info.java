/**
 * What the daemon says of itself to monitoring: metrics, by HTTP and JMX, and health.
 *
 * <p>Listens to the daemon and the tender and reads the segment as any process may; it calls
 * neither.
 */
package io.shmtender.daemon.metrics;
