package io.shmtender.daemon.config;

import com.aerospike.client.policy.AuthMode;
import io.shmtender.daemon.cclient.CClientLayout;
import io.shmtender.daemon.cclient.CClientSettings;
import io.shmtender.daemon.cclient.SegmentAccess;
import io.shmtender.daemon.http.HttpAddress;
import io.shmtender.daemon.segment.SegmentSettings;
import io.shmtender.daemon.tend.Seed;
import io.shmtender.daemon.tend.TenderConfig;
import io.shmtender.reader.layout.SegmentDirectory;
import io.shmtender.reader.layout.SegmentKey;
import io.shmtender.reader.layout.SegmentLayout;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A setting of the daemon. Each is declared here, once, in the order of the documentation. The
 * file's reader, the flags of {@code run}, the help of {@code check-config} and the reload follow
 * from that; {@code SettingTest} holds the operating guide and the package's file against it.
 *
 * @param <T> the value's type; of a list, that of an element
 */
public final class Setting<T> {
  private static final int MAX_NAMESPACES_LIMIT = 1024;
  private static final ValueType<Duration> INTERVAL =
      DurationType.withUnit(Duration.ofMillis(10), Duration.ofHours(1));
  private static final ValueType<Duration> THRESHOLD =
      DurationType.plainIsSeconds(Duration.ofMillis(100), Duration.ofHours(24));
  private static final ValueType<Duration> TIMEOUT =
      DurationType.withUnit(Duration.ofMillis(10), Duration.ofMinutes(5));
  private static final ValueType<Duration> FAST_POLL_TIME =
      DurationType.withUnit(Duration.ZERO, Duration.ofMinutes(1));

  // The declarations below fill it; nothing does later.
  private static final List<Setting<?>> DECLARED = new ArrayList<>();

  static final Setting<Seed> SEEDS =
      of("seeds", ValueTypes.SEED)
          .says("Servers to ask first: host:port[:tls-name]")
          .example("[10.0.0.1:3000, \"[fd00::1]:3000\"]")
          .repeatedFlag("HOST[:PORT[:TLSNAME]]", "--seed", "-s")
          .changesOnReload()
          .declared();

  static final Setting<String> CLUSTER_NAME =
      of("cluster-name", ValueTypes.CLUSTER_NAME, "")
          .says("What the cluster has to be called")
          .example("prod")
          .flag("NAME", "--cluster-name")
          .changesOnReload()
          .declared();

  /** Where the segments are; every command has a flag for that. */
  public static final Setting<SegmentDirectory> DIRECTORY =
      of("directory", ValueTypes.DIRECTORY)
          .says("Where the segments are")
          .example("/run/aerospike-shm-tender")
          .defaultIs("see below")
          .flag("DIR", "--directory", "-d")
          .declared();

  static final Setting<SegmentKey> SHM_KEY =
      of("shm-key", ValueTypes.KEY, SegmentKey.DEFAULT)
          .says("The segment's key")
          .flag("KEY", "--key", "-k")
          .declared();

  static final Setting<Integer> SHM_MAX_NODES =
      of(
              "shm-max-nodes",
              ValueTypes.integer(1, SegmentLayout.NODE_LIMIT),
              SegmentSettings.DEFAULT_MAX_NODES)
          .says("Room for so many nodes at first")
          .flag("NUMBER", "--max-nodes")
          .declared();

  static final Setting<Integer> SHM_MAX_NAMESPACES =
      of(
              "shm-max-namespaces",
              ValueTypes.integer(1, MAX_NAMESPACES_LIMIT),
              SegmentSettings.DEFAULT_MAX_NAMESPACES)
          .says("Room for so many namespaces at first")
          .flag("NUMBER", "--max-namespaces")
          .declared();

  static final Setting<Duration> TEND_INTERVAL =
      of("tend-interval", INTERVAL, SegmentSettings.DEFAULT_TEND_INTERVAL)
          .says("From one tend to the next")
          .flag("DURATION", "--tend-interval")
          .changesOnReload()
          .declared();

  static final Setting<Duration> SHM_TAKEOVER_THRESHOLD =
      of("shm-takeover-threshold", THRESHOLD, SegmentSettings.DEFAULT_TAKEOVER_THRESHOLD)
          .says("An owner silent for longer is taken over from")
          .flag("DURATION", "--takeover-threshold")
          .declared();

  static final Setting<Set<PosixFilePermission>> MODE =
      of("mode", ValueTypes.MODE, SegmentSettings.DEFAULT_MODE)
          .says("The segments' permissions")
          .example("0644")
          .flag("MODE", "--mode")
          .declared();

  static final Setting<String> GROUP =
      of("group", ValueTypes.GROUP)
          .says("The segments' group; without one, the daemon's")
          .example("aerospike")
          .flag("GROUP", "--group")
          .declared();

  /** The C-client segments, a list of sections. */
  public static final Setting<CClientSettings> C_CLIENT_SEGMENTS =
      of("c-client-segments", CClientSegmentsSetting.TEXT)
          .says("System V segments to own for Node.js, Python and C clients")
          .repeatedFlag("[KEY:]LAYOUT", "--c-client-segment")
          .flagNote(
              "Such as 0xA9000000:6.4. KEY:LAYOUT:MAX-NODES:MAX-NAMESPACES says how large, and "
                  + ":MODE:GROUP after that who may use it.")
          .declared();

  static final Setting<CClientLayout> C_CLIENT_LAYOUT =
      of("c-client-segments.layout", CClientSegmentsSetting.LAYOUT)
          .says("The layout of the clients' release")
          .example("6.4")
          .defaultIs("has to be set")
          .declared();

  static final Setting<SegmentKey> C_CLIENT_KEY =
      of("c-client-segments.key", ValueTypes.KEY)
          .says("The System V key, the clients' shm_key")
          .example("0xA9000000")
          .defaultIs("the layout's")
          .declared();

  static final Setting<Integer> C_CLIENT_MAX_NODES =
      of(
              "c-client-segments.max-nodes",
              ValueTypes.integer(1, CClientSettings.MAX_NODES_LIMIT),
              CClientSettings.DEFAULT_MAX_NODES)
          .says("Node slots; no client's shm_max_nodes may be smaller")
          .declared();

  static final Setting<Integer> C_CLIENT_MAX_NAMESPACES =
      of(
              "c-client-segments.max-namespaces",
              ValueTypes.integer(1, CClientSettings.MAX_NAMESPACES_LIMIT),
              CClientSettings.DEFAULT_MAX_NAMESPACES)
          .says("Partition tables, likewise for shm_max_namespaces")
          .declared();

  static final Setting<Integer> C_CLIENT_MODE =
      of("c-client-segments.mode", CClientSegmentsSetting.MODE, SegmentAccess.DEFAULT_MODE)
          .says("Who may use it")
          .example("0660")
          .declared();

  static final Setting<String> C_CLIENT_GROUP =
      of("c-client-segments.group", ValueTypes.GROUP)
          .says("The group of mode 0660; without one, the daemon's")
          .example("aerospike")
          .declared();

  static final Setting<Boolean> USE_SERVICES_ALTERNATE =
      of("use-services-alternate", ValueTypes.BOOLEAN, false)
          .says("Reach the servers by their alternate access addresses")
          .flag("", "--use-services-alternate")
          .changesOnReload()
          .declared();

  static final Setting<Duration> TEND_TIMEOUT =
      of("tend-timeout", TIMEOUT, TenderConfig.DEFAULT_REQUEST_TIMEOUT)
          .says("For one answer of one node")
          .changesOnReload()
          .declared();

  static final Setting<Duration> CONN_TIMEOUT =
      of("conn-timeout", TIMEOUT, TenderConfig.DEFAULT_CONNECT_TIMEOUT)
          .says("For one connection, the TLS handshake included")
          .changesOnReload()
          .declared();

  static final Setting<Duration> LOGIN_TIMEOUT =
      of("login-timeout", TIMEOUT, TenderConfig.DEFAULT_LOGIN_TIMEOUT)
          .says("For one login")
          .changesOnReload()
          .declared();

  static final Setting<Duration> FAST_POLL =
      of("fast-poll", FAST_POLL_TIME, TenderConfig.DEFAULT_FAST_POLL)
          .says("Tend more often for so long after a change")
          .changesOnReload()
          .declared();

  static final Setting<String> IP_MAP =
      of("ip-map", ValueTypes.TEXT)
          .says("Addresses that the servers give out, and what to reach them by")
          .example("{10.0.0.1: 192.0.2.1}")
          .changesOnReload()
          .declared();

  static final Setting<Optional<HttpAddress>> HTTP_ADDRESS =
      of("http-address", ValueTypes.HTTP_ADDRESS, Optional.of(HttpAddress.DEFAULT))
          .says("Where to serve metrics, health, status page")
          .flag("HOST:PORT", "--http-address")
          .declared();

  static final Setting<String> HTTP_HOSTS =
      of("http-hosts", ValueTypes.HOST_NAME)
          .says("Further names of this host by which HTTP may ask it")
          .example("[tender.example.org]")
          .repeatedFlag("NAME", "--http-host")
          .declared();

  static final Setting<String> USER =
      of("user", ValueTypes.TEXT)
          .says("Who to log in as")
          .example("tender")
          .changesOnReload()
          .declared();

  // Which files there are depends on who looks: the reader has a type of its own for them.
  static final Setting<String> PASSWORD_FILE =
      of("password-file", ValueTypes.TEXT)
          .says("The file that the password is in")
          .example("/etc/aerospike-shm-tender/password")
          .changesOnReload()
          .declared();

  static final Setting<AuthMode> AUTH_MODE =
      of("auth-mode", ValueTypes.AUTH_MODE, AuthMode.INTERNAL)
          .says("How to log in")
          .changesOnReload()
          .declared();

  static final Setting<String> TLS =
      of("tls", ValueTypes.TEXT)
          .says("Encryption, a section; {} for the JVM's trusted authorities")
          .changesOnReload()
          .declared();

  static final Setting<String> TLS_CAFILE =
      of("tls.cafile", ValueTypes.TEXT)
          .says("PEM file of the authorities to trust; without one, the JVM's")
          .example("/etc/ssl/ca.pem")
          .changesOnReload()
          .declared();

  static final Setting<String> TLS_CERTFILE =
      of("tls.certfile", ValueTypes.TEXT)
          .says("PEM file of the certificate to show")
          .example("/etc/ssl/tender.pem")
          .changesOnReload()
          .declared();

  static final Setting<String> TLS_KEYFILE =
      of("tls.keyfile", ValueTypes.TEXT)
          .says("PEM file of its private key")
          .example("/etc/ssl/tender.key")
          .changesOnReload()
          .declared();

  static final Setting<String> TLS_PROTOCOLS =
      of("tls.protocols", ValueTypes.TLS_PROTOCOL)
          .says("A list, else the JVM's choice")
          .example("[TLSv1.3]")
          .changesOnReload()
          .declared();

  static final Setting<String> TLS_CIPHER_SUITE =
      of("tls.cipher-suite", ValueTypes.TLS_CIPHER)
          .says("A list by their Java names, else the JVM's choice")
          .example("[TLS_AES_256_GCM_SHA384]")
          .changesOnReload()
          .declared();

  static final Setting<LogLevel> LOG_LEVEL =
      of("log-level", ValueTypes.LOG_LEVEL, LogLevel.info)
          .says("What to log")
          .flag("LEVEL", "--log-level")
          .choices(LogLevel.class)
          .changesOnReload()
          .declared();

  private static final List<Setting<?>> ALL = List.copyOf(DECLARED);

  private final String key;
  private final ValueType<T> type;
  private final Optional<T> byDefault;
  private final String defaultText;
  private final String sentence;
  private final String example;
  private final Optional<Flag> flag;
  private final boolean changesOnReload;

  /**
   * A flag of {@code run} for a setting.
   *
   * @param names its names with their dashes; the first is the one for messages
   * @param label what stands for its value in the help; empty if it takes none
   * @param repeated whether it may be given several times
   * @param choices the values that the command line itself checks and completes
   * @param note what only the flag has to say; empty for nothing
   */
  public record Flag(
      List<String> names,
      String label,
      boolean repeated,
      Optional<Class<? extends Enum<?>>> choices,
      String note) {
    /** Copies the names. */
    public Flag {
      names = List.copyOf(names);
    }
  }

  private Setting(Declaration<T> declaration) {
    key = declaration.key;
    type = declaration.type;
    byDefault = declaration.byDefault;
    defaultText = declaration.defaultText.orElseGet(() -> byDefault.map(type::show).orElse("none"));
    sentence = declaration.sentence;
    example = declaration.example.orElseGet(() -> byDefault.map(type::show).orElse(""));
    flag = declaration.flag;
    changesOnReload = declaration.changesOnReload;
  }

  /** Returns all settings, in the order of the documentation. */
  public static List<Setting<?>> all() {
    return ALL;
  }

  /** Returns whether a reload changes the setting of a key. */
  public static boolean changesOnReload(String key) {
    return ALL.stream().anyMatch(setting -> setting.key.equals(key) && setting.changesOnReload);
  }

  /** Returns the key, {@code tls.cafile} for one inside a section. */
  public String key() {
    return key;
  }

  /** Returns the key without the section that it is in. */
  public String name() {
    return key.substring(key.indexOf('.') + 1);
  }

  /** Returns the key of the section that the setting is in; empty if it is in none. */
  public String section() {
    return key.substring(0, Math.max(key.indexOf('.'), 0));
  }

  /** Returns what it means and what is allowed, without a full stop. */
  public String meaning() {
    return type.range().isEmpty() ? sentence : sentence + "; " + type.range();
  }

  /** Returns the default as people write it, "none" for an optional setting. */
  public String defaultText() {
    return defaultText;
  }

  /** Returns what the file may have for it, in YAML; empty for a section. */
  public String example() {
    return example;
  }

  /** Returns its flag, if it has one. */
  public Optional<Flag> flag() {
    return flag;
  }

  /** Returns whether a reload changes it; otherwise it waits for a restart. */
  public boolean changesOnReload() {
    return changesOnReload;
  }

  boolean hasDefault() {
    return byDefault.isPresent();
  }

  T byDefault() {
    return byDefault.orElseThrow(() -> new IllegalStateException(key + " has no default"));
  }

  ValueType<T> type() {
    return type;
  }

  @Override
  public String toString() {
    return key;
  }

  private static <T> Declaration<T> of(String key, ValueType<T> type) {
    return new Declaration<>(key, type, Optional.empty());
  }

  private static <T> Declaration<T> of(String key, ValueType<T> type, T byDefault) {
    return new Declaration<>(key, type, Optional.of(byDefault));
  }

  private static final class Declaration<T> {
    private final String key;
    private final ValueType<T> type;
    private final Optional<T> byDefault;
    private Optional<String> defaultText = Optional.empty();
    private String sentence = "";
    private Optional<String> example = Optional.empty();
    private Optional<Flag> flag = Optional.empty();
    private boolean changesOnReload;

    Declaration(String key, ValueType<T> type, Optional<T> byDefault) {
      this.key = key;
      this.type = type;
      this.byDefault = byDefault;
    }

    Declaration<T> says(String text) {
      sentence = text;
      return this;
    }

    // In YAML; where there is none, the default is one.
    Declaration<T> example(String yaml) {
      example = Optional.of(yaml);
      return this;
    }

    // Of a default that depends on something.
    Declaration<T> defaultIs(String text) {
      defaultText = Optional.of(text);
      return this;
    }

    Declaration<T> flag(String label, String... names) {
      flag = Optional.of(new Flag(List.of(names), label, false, Optional.empty(), ""));
      return this;
    }

    Declaration<T> repeatedFlag(String label, String... names) {
      flag = Optional.of(new Flag(List.of(names), label, true, Optional.empty(), ""));
      return this;
    }

    Declaration<T> flagNote(String note) {
      flag = flag.map(f -> new Flag(f.names(), f.label(), f.repeated(), f.choices(), note));
      return this;
    }

    Declaration<T> choices(Class<? extends Enum<?>> all) {
      flag =
          flag.map(f -> new Flag(f.names(), f.label(), f.repeated(), Optional.of(all), f.note()));
      return this;
    }

    Declaration<T> changesOnReload() {
      changesOnReload = true;
      return this;
    }

    Setting<T> declared() {
      Setting<T> setting = new Setting<>(this);
      DECLARED.add(setting);
      return setting;
    }
  }
}
