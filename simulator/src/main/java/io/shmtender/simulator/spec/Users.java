package io.shmtender.simulator.spec;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The users of a cluster with security, and their sessions. Thread-safe; changes hold from the next
 * request on.
 */
public final class Users {
  private final Map<String, String> hashes = new ConcurrentHashMap<>();
  private final Map<String, String> passwords = new ConcurrentHashMap<>();
  // By token: when it ends, by System.nanoTime.
  private final Map<String, Long> sessions = new ConcurrentHashMap<>();
  private volatile Duration sessionTtl = Duration.ofDays(1);

  /** Begins without users. */
  public Users() {}

  /** Adds a user whom the server knows, by the hash that clients send for the password. */
  public Users internal(String user, String passwordHash) {
    hashes.put(user, passwordHash);
    return this;
  }

  /** Adds a user whose password the server asks another one about. */
  public Users external(String user, String password) {
    passwords.put(user, password);
    return this;
  }

  /** Adds a user who shows a certificate with this common name. */
  public Users certified(String user) {
    hashes.put(user, "");
    return this;
  }

  /** Sets how long sessions last from now on, in whole seconds. */
  public Users sessionTtl(Duration ttl) {
    sessionTtl = ttl;
    return this;
  }

  /** How long sessions last. */
  public Duration sessionTtl() {
    return sessionTtl;
  }

  /** Ends all sessions, also of the connections that there are. */
  public void endSessions() {
    sessions.clear();
  }

  /** How many sessions have been given out and not ended. */
  public int sessionCount() {
    return sessions.size();
  }

  /**
   * Checks what a client says of itself.
   *
   * @param credential the hash of the password
   * @param password the password itself, null if it was not sent
   * @return the token of a session, null if it is not so
   */
  public String login(String user, String credential, String password) {
    boolean right =
        password == null
            ? !credential.isEmpty() && credential.equals(hashes.get(user))
            : password.equals(passwords.get(user));
    return right ? begin() : null;
  }

  /** Gives a session to the owner of a certificate; null if there is no such user. */
  public String loginCertified(String commonName) {
    return "".equals(hashes.get(commonName)) ? begin() : null;
  }

  private String begin() {
    String token = UUID.randomUUID().toString();
    sessions.put(token, System.nanoTime() + sessionTtl.toNanos());
    return token;
  }

  /** Whether a session goes on. */
  public boolean isSession(String token) {
    Long end = sessions.get(token);
    return end != null && System.nanoTime() - end < 0;
  }
}
