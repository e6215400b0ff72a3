/**
 * Connections to nodes: sockets with deadlines, TLS, sessions, and pools of them. Calls nothing but
 * {@code io.shmtender.client.wire}, whose requests and responses they carry, and {@code
 * io.shmtender.reader.login}. Not exported.
 */
package io.shmtender.client.net;
