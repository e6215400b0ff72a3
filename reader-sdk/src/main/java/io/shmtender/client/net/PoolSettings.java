package io.shmtender.client.net;

import io.shmtender.reader.login.Login;
import javax.net.ssl.SSLContext;

/**
 * The settings of the connections to each node.
 *
 * @param limit how many there may be, 1 or more
 * @param minimum how many are kept although nobody needs them, 0 to the limit
 * @param maxIdleNanos how long one beyond the minimum may be idle
 * @param maxErrors how many errors there may be in a window before the node is left alone, 0 for
 *     any number
 * @param errorWindowNanos how long a window is
 * @param tls null for none
 * @param login null for none
 */
public record PoolSettings(
    int limit,
    int minimum,
    long maxIdleNanos,
    int maxErrors,
    long errorWindowNanos,
    SSLContext tls,
    Login login) {}
