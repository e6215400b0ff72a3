/**
 * Connections to nodes: sockets with deadlines, TLS, logins, and pools of them. Calls nothing but
 * {@code io.shmtender.client.wire}, whose requests and responses they carry. Not exported.
 */
package io.shmtender.client.net;
