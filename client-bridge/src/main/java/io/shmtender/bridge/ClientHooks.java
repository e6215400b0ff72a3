package io.shmtender.bridge;

import com.aerospike.client.AerospikeClient;
import com.aerospike.client.admin.AdminCommand;
import com.aerospike.client.cluster.Cluster;
import com.aerospike.client.cluster.Connection;
import com.aerospike.client.cluster.Node;
import com.aerospike.client.policy.TlsPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.URL;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/**
 * All that this module knows of the official client's insides, and the releases for which that was
 * found true. Nothing else here touches what is not public, or depends on how it works.
 *
 * <ul>
 *   <li>Whatever a node's tend asks goes through the field {@code Node.tendConnection}, of which
 *       the tend thread makes another when it finds it closed.
 *   <li>A {@link Connection} takes its socket from its policy's context and checks the name in the
 *       certificate, nothing else.
 *   <li>A node remembers the generations that it acted upon in three fields that only the tend
 *       thread touches. One that is lower than the remembered one is taken for a restart, and the
 *       node logs in anew; but not where -1 is remembered.
 * </ul>
 *
 * <p>The fields are found without reflection: {@code getDeclaredField} resolves the types of all
 * fields, which fails where Netty is not on the class path.
 */
final class ClientHooks {
  /** Names a further release to be tried, as {@code aerospike-client-jdk8 9.0.5}. */
  static final String FURTHER_RELEASE = "io.shmtender.bridge.release";

  // With which ClientReleasesIT ran.
  private static final Set<String> RELEASES =
      Set.of(
          "aerospike-client 7.2.0",
          "aerospike-client 7.2.1",
          "aerospike-client 7.2.2",
          "aerospike-client 7.2.3",
          "aerospike-client 8.0.0",
          "aerospike-client-jdk8 8.1.0",
          "aerospike-client-jdk8 8.1.1",
          "aerospike-client-jdk8 8.1.2",
          "aerospike-client-jdk8 8.1.4",
          "aerospike-client-jdk8 9.0.2",
          "aerospike-client-jdk8 9.0.3",
          "aerospike-client-jdk8 9.0.5",
          "aerospike-client-jdk8 9.1.0",
          "aerospike-client-jdk8 9.2.0",
          "aerospike-client-jdk21 9.0.4",
          "aerospike-client-jdk21 9.3.0");
  // As they were called until 8.0, and since.
  private static final List<String> ARTIFACTS =
      List.of("aerospike-client-jdk8", "aerospike-client-jdk21", "aerospike-client");
  private static final String UNKNOWN = "of unknown release";

  private final VarHandle tendConnection;
  private final VarHandle peersGeneration;
  private final VarHandle partitionGeneration;
  private final VarHandle rebalanceGeneration;

  private ClientHooks() throws ReflectiveOperationException {
    MethodHandles.Lookup node = MethodHandles.privateLookupIn(Node.class, MethodHandles.lookup());
    tendConnection = node.findVarHandle(Node.class, "tendConnection", Connection.class);
    peersGeneration = node.findVarHandle(Node.class, "peersGeneration", int.class);
    partitionGeneration = node.findVarHandle(Node.class, "partitionGeneration", int.class);
    rebalanceGeneration = node.findVarHandle(Node.class, "rebalanceGeneration", int.class);
  }

  /** What was found: hooks, or the reason why there are none. */
  record Found(ClientHooks hooks, String refusal) {}

  /** In a class of its own, so that it is made once, when it is needed. */
  private static final class Once {
    static final Found FOUND = look(release(), System.getProperty(FURTHER_RELEASE));
  }

  /** Returns the releases that the bridge was tested with, by title and version. */
  static Set<String> releases() {
    return RELEASES;
  }

  /** Returns the hooks of the client that this JVM has. */
  static Found find() {
    return Once.FOUND;
  }

  /** Returns the hooks for a release. */
  static Found look(String release, String furtherRelease) {
    if (!RELEASES.contains(release) && !release.equals(furtherRelease)) {
      return new Found(
          null,
          "the bridge was not tested with this client: "
              + release
              + ". Use one of "
              + new TreeSet<>(RELEASES)
              + ", or try it with -D"
              + FURTHER_RELEASE
              + "='"
              + release
              + "'");
    }
    try {
      return new Found(new ClientHooks(), null);
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      return new Found(
          null, "the client " + release + " does not have what the bridge needs: " + e);
    }
  }

  private static String release() {
    Package of = AerospikeClient.class.getPackage();
    String title = of == null ? null : of.getImplementationTitle();
    String version = of == null ? null : of.getImplementationVersion();
    return version == null || !ARTIFACTS.contains(title) ? described() : title + " " + version;
  }

  // Before 9.1 the client's manifest does not say what it is, and that of an application whose jar
  // holds the client names the application; but what Maven put beside it does.
  private static String described() {
    String name = AerospikeClient.class.getName().replace('.', '/') + ".class";
    ClassLoader loader = AerospikeClient.class.getClassLoader();
    URL client = loader.getResource(name);
    if (client == null) {
      return UNKNOWN;
    }
    String root = client.toString().substring(0, client.toString().length() - name.length());
    try {
      for (String artifact : ARTIFACTS) {
        String description = "META-INF/maven/com.aerospike/" + artifact + "/pom.properties";
        for (URL url : Collections.list(loader.getResources(description))) {
          if (url.toString().equals(root + description)) {
            return artifact + " " + version(url);
          }
        }
      }
      return UNKNOWN;
    } catch (IOException e) {
      return UNKNOWN + " (" + e + ")";
    }
  }

  private static String version(URL description) throws IOException {
    Properties properties = new Properties();
    try (InputStream in = description.openStream()) {
      properties.load(in);
    }
    return properties.getProperty("version");
  }

  /** Returns the connection that a node's tend asks by. */
  Connection tendConnection(Node node) {
    return (Connection) tendConnection.getVolatile(node);
  }

  /** Lets a node's tend ask by another connection, unless it has changed it meanwhile. */
  boolean changeTendConnection(Node node, Connection expected, Connection other) {
    return tendConnection.compareAndSet(node, expected, other);
  }

  /** Lets a node refresh all that it knows with its next answer. For the tend thread only. */
  void forgetGenerations(Node node) {
    peersGeneration.set(node, -1);
    partitionGeneration.set(node, -1);
    rebalanceGeneration.set(node, -1);
  }

  /** Returns a connection that leads to an exchange in this process. */
  static Connection connect(Cluster cluster, Node node, MemorySocket.Exchange exchange) {
    TlsPolicy policy = new TlsPolicy();
    policy.context = MemorySocket.context(exchange);
    policy.protocols = null;
    return new Connection(
        policy, MemorySocket.PEER_NAME, node.getAddress(), cluster.connectTimeout);
  }

  /** Returns a connection to a node itself, logged in if the client is and that is wanted. */
  static Connection dial(Cluster cluster, Node node, boolean loggedIn) throws IOException {
    Connection connection =
        cluster.tlsPolicy != null
            ? new Connection(
                cluster.tlsPolicy,
                node.getHost().tlsName,
                node.getAddress(),
                cluster.connectTimeout)
            : new Connection(node.getAddress(), cluster.connectTimeout);
    boolean usable = false;
    try {
      byte[] token = node.getSessionToken();
      usable =
          !loggedIn
              || !cluster.authEnabled
              || token == null
              || AdminCommand.authenticate(cluster, connection, token);
    } finally {
      if (!usable) {
        connection.close();
      }
    }
    if (!usable) {
      throw new IOException("node " + node + " does not accept the session any more");
    }
    return connection;
  }
}
