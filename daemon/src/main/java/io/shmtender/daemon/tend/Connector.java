package io.shmtender.daemon.tend;

import com.aerospike.client.AerospikeException;
import com.aerospike.client.cluster.Connection;
import com.aerospike.client.policy.TlsPolicy;
import io.shmtender.reader.login.Login;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Opens connections to servers over the official client's transport, and closes them all in the
 * end.
 *
 * <p>Thread-safe. A channel is registered before the closed flag is read, and {@link #close} sets
 * the flag before it goes through the register, so a channel that is opened meanwhile is closed by
 * one of the two.
 */
final class Connector implements AutoCloseable {
  private final TenderConfig config;
  private final int connectTimeoutMillis;
  private final Optional<TlsPolicy> tls;
  private final Optional<Login> login;
  private final Set<NodeChannel> channels = ConcurrentHashMap.newKeySet();
  private final AtomicLong opened = new AtomicLong();
  private volatile boolean closed;

  Connector(TenderConfig config) {
    this.config = config;
    connectTimeoutMillis = Math.toIntExact(config.connectTimeout().toMillis());
    tls = config.tls();
    login = NodeLogin.of(config);
  }

  /**
   * Opens a channel to a server.
   *
   * @throws IOException if the server cannot be reached or refuses the login
   */
  NodeChannel open(InetSocketAddress address, String tlsName) throws IOException {
    NodeChannel channel = channel(address, tlsName);
    try {
      if (closed) {
        throw new IOException("the tender is closed");
      }
      channel.connect();
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** Returns a channel to a server that connects when it is used. */
  NodeChannel channel(InetSocketAddress address, String tlsName) {
    NodeLogin nodeLogin = new NodeLogin(config, login);
    NodeChannel channel =
        new NodeChannel(this, nodeLogin, address, tlsName, config.requestTimeout().toNanos());
    channels.add(channel);
    return channel;
  }

  /** Returns whether connections are encrypted. */
  boolean isEncrypted() {
    return tls.isPresent();
  }

  /** Returns how many connections are open just now. */
  int connected() {
    return (int) channels.stream().filter(NodeChannel::isConnected).count();
  }

  /** Returns how many connections were ever opened. */
  long opened() {
    return opened.get();
  }

  /** Forgets a channel that was closed. */
  void closed(NodeChannel channel) {
    channels.remove(channel);
  }

  @Override
  public void close() {
    closed = true;
    List.copyOf(channels).forEach(NodeChannel::close);
  }

  /** Connects, with the TLS handshake if TLS is on. */
  Connection connect(InetSocketAddress address, String tlsName) throws IOException {
    try {
      Connection connection =
          tls.isPresent()
              ? new Connection(tls.get(), tlsName, address, connectTimeoutMillis)
              : new Connection(address, connectTimeoutMillis);
      opened.incrementAndGet();
      return connection;
    } catch (AerospikeException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException("cannot connect: " + cause.getMessage(), e);
    }
  }
}
