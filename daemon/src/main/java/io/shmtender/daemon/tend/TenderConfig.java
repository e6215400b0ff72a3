package io.shmtender.daemon.tend;

import static java.util.Objects.requireNonNull;

import com.aerospike.client.policy.AuthMode;
import com.aerospike.client.policy.TlsPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a tender needs to know. Immutable, except that the TLS policy is the official client's own
 * mutable class: do not change it once it is here.
 *
 * @param seeds the servers to ask first, at least one
 * @param clusterName the name that the cluster must have, empty when any will do
 * @param useServicesAlternate whether to reach the servers by their alternate access addresses
 * @param tendInterval the time from one tend to the next; also about the longest time that a tend
 *     takes
 * @param connectTimeout the longest time to open one connection
 * @param requestTimeout the longest time from sending an info request to the end of its reply
 * @param loginTimeout the longest time to log in
 * @param tls the TLS policy, empty for clear text
 * @param credentials who to log in as, empty without authentication
 * @param ipMap replacements for addresses that the servers give out, by the address replaced
 * @param fastPoll how long after a change the tender asks to be called sooner than after an
 *     interval; zero for never
 */
public record TenderConfig(
    List<Seed> seeds,
    String clusterName,
    boolean useServicesAlternate,
    Duration tendInterval,
    Duration connectTimeout,
    Duration requestTimeout,
    Duration loginTimeout,
    Optional<TlsPolicy> tls,
    Optional<Credentials> credentials,
    Map<String, String> ipMap,
    Duration fastPoll) {
  /** The longest time to open one connection, unless configured. */
  public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(1);

  /** The longest time of an info request, unless configured. */
  public static final Duration DEFAULT_REQUEST_TIMEOUT = Duration.ofSeconds(1);

  /** The longest time to log in, unless configured. */
  public static final Duration DEFAULT_LOGIN_TIMEOUT = Duration.ofSeconds(5);

  /** How long the tender asks to be called sooner after a change, unless configured. */
  public static final Duration DEFAULT_FAST_POLL = Duration.ofSeconds(3);

  /**
   * Checks the settings and copies the collections.
   *
   * @throws IllegalArgumentException if a setting is out of its range, or two contradict
   */
  public TenderConfig {
    seeds = List.copyOf(seeds);
    ipMap = Map.copyOf(ipMap);
    requireNonNull(clusterName);
    requireNonNull(tls);
    requireNonNull(credentials);
    if (seeds.isEmpty()) {
      throw new IllegalArgumentException("no seed is configured: name at least one server");
    }
    requirePositive("tend interval", tendInterval);
    requirePositive("connect timeout", connectTimeout);
    requirePositive("request timeout", requestTimeout);
    requirePositive("login timeout", loginTimeout);
    if (fastPoll.isNegative()) {
      throw new IllegalArgumentException("fast-poll duration " + fastPoll + " is negative");
    }
    if (tls.isEmpty()) {
      seeds.stream()
          .filter(seed -> !seed.tlsName().isEmpty())
          .findFirst()
          .ifPresent(
              seed -> {
                throw new IllegalArgumentException(
                    "seed " + seed + " has TLS name " + seed.tlsName() + " but TLS is off");
              });
      credentials
          .map(Credentials::mode)
          .filter(mode -> mode == AuthMode.EXTERNAL || mode == AuthMode.PKI)
          .ifPresent(
              mode -> {
                throw new IllegalArgumentException("authentication mode " + mode + " needs TLS");
              });
    } else if (tls.get().forLoginOnly) {
      throw new IllegalArgumentException("TLS for login only is not supported: use TLS throughout");
    }
  }

  private static void requirePositive(String what, Duration duration) {
    if (duration.isNegative() || duration.toMillis() == 0) {
      throw new IllegalArgumentException(what + " " + duration + " is less than a millisecond");
    }
  }

  /** Starts from the defaults: an interval of 1 s, any cluster, clear text. */
  public static Builder of(List<Seed> seeds) {
    return new Builder(seeds);
  }

  /** Collects settings; what is not set keeps its default. Not thread-safe. */
  public static final class Builder {
    private final List<Seed> seeds;
    private String clusterName = "";
    private boolean useServicesAlternate;
    private Duration tendInterval = Duration.ofSeconds(1);
    private Duration connectTimeout = DEFAULT_CONNECT_TIMEOUT;
    private Duration requestTimeout = DEFAULT_REQUEST_TIMEOUT;
    private Duration loginTimeout = DEFAULT_LOGIN_TIMEOUT;
    private Optional<TlsPolicy> tls = Optional.empty();
    private Optional<Credentials> credentials = Optional.empty();
    private Map<String, String> ipMap = Map.of();
    private Duration fastPoll = DEFAULT_FAST_POLL;

    private Builder(List<Seed> seeds) {
      this.seeds = requireNonNull(seeds);
    }

    /** See {@link TenderConfig#clusterName()}. */
    public Builder clusterName(String value) {
      clusterName = value;
      return this;
    }

    /** See {@link TenderConfig#useServicesAlternate()}. */
    public Builder useServicesAlternate(boolean value) {
      useServicesAlternate = value;
      return this;
    }

    /** See {@link TenderConfig#tendInterval()}. */
    public Builder tendInterval(Duration value) {
      tendInterval = value;
      return this;
    }

    /** See {@link TenderConfig#connectTimeout()}. */
    public Builder connectTimeout(Duration value) {
      connectTimeout = value;
      return this;
    }

    /** See {@link TenderConfig#requestTimeout()}. */
    public Builder requestTimeout(Duration value) {
      requestTimeout = value;
      return this;
    }

    /** See {@link TenderConfig#loginTimeout()}. */
    public Builder loginTimeout(Duration value) {
      loginTimeout = value;
      return this;
    }

    /** See {@link TenderConfig#tls()}. */
    public Builder tls(TlsPolicy value) {
      tls = Optional.of(value);
      return this;
    }

    /** See {@link TenderConfig#credentials()}. */
    public Builder credentials(Credentials value) {
      credentials = Optional.of(value);
      return this;
    }

    /** See {@link TenderConfig#ipMap()}. */
    public Builder ipMap(Map<String, String> value) {
      ipMap = value;
      return this;
    }

    /** See {@link TenderConfig#fastPoll()}. */
    public Builder fastPoll(Duration value) {
      fastPoll = value;
      return this;
    }

    /**
     * Returns the settings.
     *
     * @throws IllegalArgumentException if a setting is out of its range, or two contradict
     */
    public TenderConfig build() {
      return new TenderConfig(
          seeds,
          clusterName,
          useServicesAlternate,
          tendInterval,
          connectTimeout,
          requestTimeout,
          loginTimeout,
          tls,
          credentials,
          ipMap,
          fastPoll);
    }
  }
}
