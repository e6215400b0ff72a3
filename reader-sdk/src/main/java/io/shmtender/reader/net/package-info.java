/**
 * Connections to nodes: sockets with deadlines, and pools of them. Calls nothing but {@code
 * io.shmtender.reader.wire}, for where a message ends.
 */
package io.shmtender.reader.net;
