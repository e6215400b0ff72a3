package io.shmtender.daemon.tend;

import static java.util.Objects.requireNonNull;

import com.aerospike.client.policy.AuthMode;

/**
 * The user that the tender logs in as.
 *
 * @param user the user; ignored with {@link AuthMode#PKI}, where the certificate names the user
 * @param password the password in clear text; ignored with {@link AuthMode#PKI}
 * @param mode how the servers authenticate; {@code EXTERNAL} and {@code PKI} need TLS
 */
public record Credentials(String user, String password, AuthMode mode) {

  /** Checks that nothing is missing. */
  public Credentials {
    requireNonNull(user);
    requireNonNull(password);
    requireNonNull(mode);
  }

  /** Leaves the password out. */
  @Override
  public String toString() {
    return "Credentials[" + user + ", " + mode + "]";
  }
}
