package io.shmtender.daemon.tend;

import com.aerospike.client.AerospikeClient;
import com.aerospike.client.AerospikeException;
import com.aerospike.client.Host;
import com.aerospike.client.admin.AdminCommand;
import com.aerospike.client.cluster.Cluster;
import com.aerospike.client.cluster.Connection;
import com.aerospike.client.policy.AuthMode;
import com.aerospike.client.policy.ClientPolicy;
import java.io.IOException;
import java.util.Optional;

/**
 * Logs in to servers with the official client's own commands. Thread-safe: it holds no state that
 * changes.
 *
 * <p>The official client takes the user, the hashed password, the authentication mode, and the
 * timeouts from a {@code Cluster} and from nowhere else; so there is one here, of a kind that never
 * looks for servers. Nothing else of it is used. (Client 9.2.0: {@code Cluster} reads the
 * configuration provider of its {@code AerospikeClient} when it is made, and {@code LoginCommand}
 * reads user, password hash, mode, and timeouts of the {@code Cluster}.)
 */
final class Login {
  private final Optional<Cluster> identity;

  Login(TenderConfig config) {
    identity = config.credentials().map(credentials -> new Identity(policy(config, credentials)));
  }

  /** Returns a login to one server, to be used by one thread at a time. */
  Ticket ticket() {
    return new Ticket();
  }

  private static ClientPolicy policy(TenderConfig config, Credentials credentials) {
    ClientPolicy policy = new ClientPolicy();
    policy.authMode = credentials.mode();
    if (credentials.mode() != AuthMode.PKI) {
      policy.user = credentials.user();
      policy.password = credentials.password();
    }
    policy.timeout = Math.toIntExact(config.requestTimeout().toMillis());
    policy.loginTimeout = Math.toIntExact(config.loginTimeout().toMillis());
    policy.tlsPolicy = config.tls().orElse(null);
    return policy;
  }

  /** A cluster that has credentials and nothing else: its constructor would tend, but for this. */
  private static final class Identity extends Cluster {
    Identity(ClientPolicy policy) {
      super(new Settings(policy), policy, null, new Host[0]);
    }

    @Override
    public void initTendThread(boolean failIfNotConnected) {
      // The tending is done elsewhere.
    }
  }

  /** A client without a cluster, threads, or connections: this constructor only keeps settings. */
  private static final class Settings extends AerospikeClient {
    Settings(ClientPolicy policy) {
      super(policy);
    }
  }

  /** The login to one server. Not thread-safe. */
  final class Ticket {
    /** Authenticates further connections; null before the login and with security off. */
    private byte[] token;

    /** When to log in anew, by {@link System#nanoTime()}; 0 for never. */
    private long expiryNanos;

    private boolean isExpired() {
      return expiryNanos != 0 && System.nanoTime() - expiryNanos >= 0;
    }

    /**
     * Authenticates a connection that was just opened; does nothing without credentials.
     *
     * @throws IOException if the server refuses, with the reason
     */
    void authenticate(Connection connection) throws IOException {
      if (identity.isEmpty()) {
        return;
      }
      try {
        if (token != null
            && !isExpired()
            && AdminCommand.authenticate(identity.get(), connection, token)) {
          return;
        }
        login(connection);
      } catch (AerospikeException | Connection.ReadTimeout e) {
        throw new IOException("cannot log in: " + e.getMessage(), e);
      }
    }

    /** Returns whether the session is about to expire. */
    boolean isToBeRenewed() {
      return identity.isPresent() && token != null && isExpired();
    }

    /** Logs in anew on an open connection if the session is about to expire. */
    void renew(Connection connection) throws IOException {
      if (isToBeRenewed()) {
        try {
          login(connection);
        } catch (AerospikeException e) {
          throw new IOException("cannot log in anew: " + e.getMessage(), e);
        }
      }
    }

    private void login(Connection connection) throws IOException {
      AdminCommand.LoginCommand login =
          new AdminCommand.LoginCommand(identity.orElseThrow(), connection);
      token = login.sessionToken;
      expiryNanos = login.sessionExpiration;
    }
  }
}
