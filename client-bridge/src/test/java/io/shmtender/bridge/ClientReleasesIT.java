package io.shmtender.bridge;

import static org.junit.jupiter.api.Assertions.*;

import com.aerospike.client.admin.AdminCommand;
import com.aerospike.client.policy.AuthMode;
import io.shmtender.daemon.tend.Credentials;
import io.shmtender.reader.ClusterMap;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.simulator.SimulatedNode;
import io.shmtender.simulator.spec.Users;
import io.shmtender.testing.Await;
import io.shmtender.testing.ChildProcess;
import io.shmtender.testing.MemoryDirectory;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every release of the official client that the bridge says it was tested with, each in a process
 * of its own: it follows, asks nobody, goes by itself, returns and leaves, and its commands have
 * the results of a client that does not follow. The build puts the releases into a directory.
 */
@Tag("packaged")
@Tag("process")
@Tag("soak")
final class ClientReleasesIT {
  private static final String NAMESPACE = "test";
  // Has the same holders at all times.
  private static final String OTHER_NAMESPACE = "other";
  private static final int COMMANDS = 300;
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Path RELEASES = Path.of("target", "client-releases");
  private static final Pattern CLIENT =
      Pattern.compile("(aerospike-client(?:-jdk\\d+)?)-(\\d.*)\\.jar");
  private static final String ENTRY = "com/aerospike/client/AerospikeClient.class";
  private static final int OF_JDK_8 = 52;

  @TempDir(factory = MemoryDirectory.class)
  Path directory;

  private final long seed = Long.getLong("shmtender.test.seed", System.nanoTime());
  private SimulatedCluster cluster;
  private ChildProcess application;
  private int answers;

  /** A release by its name and version, as the bridge calls it. */
  private record Release(String name, Path jar) {
    static Release of(Path jar) {
      Matcher matcher = CLIENT.matcher(jar.getFileName().toString());
      assertTrue(matcher.matches(), () -> jar + " is no client");
      return new Release(matcher.group(1) + " " + matcher.group(2), jar);
    }

    // One of them has no name for it.
    boolean needsJdk21() {
      try (JarFile file = new JarFile(jar.toFile());
          InputStream type = file.getInputStream(file.getEntry(ENTRY))) {
        byte[] head = type.readNBytes(8);
        return head[7] > OF_JDK_8;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static List<Release> all() throws IOException {
    Assumptions.assumeTrue(
        Files.isDirectory(RELEASES),
        () -> RELEASES + " is not there; './mvnw verify -Dsoak' puts the releases into it");
    List<Release> found = new ArrayList<>();
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(RELEASES, "*.jar")) {
      jars.forEach(jar -> found.add(Release.of(jar)));
    }
    return found;
  }

  // Each on the JDK that it is made for: the newer ones do not run on 17.
  static List<Release> releases() throws IOException {
    boolean has21 = Runtime.version().feature() >= 21;
    return all().stream().filter(release -> release.needsJdk21() == has21).toList();
  }

  @Test
  void theListIsOfThoseThatAreTested() throws IOException {
    Set<String> tested = all().stream().map(Release::name).collect(Collectors.toSet());
    assertEquals(new TreeSet<>(tested), new TreeSet<>(ClientHooks.releases()));
  }

  @Execution(ExecutionMode.CONCURRENT)
  @ParameterizedTest(name = "{0}")
  @MethodSource("releases")
  void follows(Release release) throws Exception {
    Users users =
        new Users()
            .internal(ReleaseProcess.USER, AdminCommand.hashPassword(ReleaseProcess.PASSWORD));
    try (SimulatedCluster started =
        SimulatedCluster.builder()
            .nodes(3)
            .namespace(NAMESPACE, 2)
            .namespace(OTHER_NAMESPACE, 2)
            .users(users)
            .start()) {
      cluster = started;
      ClusterMap before = tend();
      String from = before.master(before.namespace(NAMESPACE), 0).name();
      String to =
          cluster.nodes().stream()
              .map(SimulatedNode::name)
              .filter(name -> !name.equals(from))
              .findFirst()
              .orElseThrow();
      cluster.movePartition(NAMESPACE, 0, to);
      cluster.movePartition(OTHER_NAMESPACE, 0, to);
      ClusterMap after = tend();
      try (ChildProcess child = start(release)) {
        application = child;
        try (PublishedSegment segment = new PublishedSegment(directory, 1, after)) {
          ask("follow PT1H");
          await("follows 3", "status");
          await(to, "master " + NAMESPACE + " 0");
          long asked = Observed.infoRequests(cluster);
          segment.publish(before);
          await(from, "master " + NAMESPACE + " 0");
          segment.publish(after);
          await(to, "master " + NAMESPACE + " 0");
          assertEquals(
              asked, Observed.infoRequests(cluster), "info requests while the client followed");
          work();

          String lost = cluster.nodes().get(2).name();
          cluster.killNode(lost);
          segment.publish(tend());
          awaitNodes();
          work();
          cluster.restartNode(lost);
          segment.publish(tend());
          await("follows 3", "status");
          awaitNodes();
          work();

          long following = Observed.infoRequests(cluster);
          int sessions = users.sessionCount();
          ask("leave");
          Await.until(
              LIMIT,
              () -> "it asks all servers: " + Observed.infoRequests(cluster),
              () -> Observed.infoRequests(cluster) >= following + 9);
          assertEquals(sessions, users.sessionCount(), "no log-in for leaving");
          work();
          ask("follow PT1S");
          await("follows 3", "status");
        }
        Await.until(
            LIMIT,
            () -> "it tends by itself: " + ask("status"),
            () -> ask("status").startsWith("no tender has been at work"));
        cluster.killNode(cluster.nodes().get(1).name());
        awaitNodes();
        work();
        try (PublishedSegment segment = new PublishedSegment(directory, 2, tend())) {
          await("follows 2", "status");
          work();
          segment.publish(tend());
        }
        application.endInput();
        assertEquals(0, application.awaitEnd(LIMIT), () -> application.lines().toString());
      }
    }
  }

  private ClusterMap tend() {
    return PublishedSegment.tend(
        cluster,
        PublishedSegment.config(cluster, "")
            .credentials(
                new Credentials(ReleaseProcess.USER, ReleaseProcess.PASSWORD, AuthMode.INTERNAL))
            .build());
  }

  private ChildProcess start(Release release) {
    List<String> classPath = new ArrayList<>();
    classPath.add(release.jar().toAbsolutePath().toString());
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (!CLIENT.matcher(Path.of(entry).getFileName().toString()).matches()) {
        classPath.add(entry);
      }
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    // It gets into the list when this has passed.
    command.add("-D" + ClientHooks.FURTHER_RELEASE + "=" + release.name());
    command.addAll(List.of("-cp", String.join(File.pathSeparator, classPath)));
    command.addAll(
        List.of(ReleaseProcess.class.getName(), directory.toString(), Long.toString(seed)));
    cluster.nodes().forEach(node -> command.add(Integer.toString(node.port())));
    return new ChildProcess(new ProcessBuilder(command));
  }

  private String ask(String line) {
    application.send(line);
    answers++;
    Await.until(
        LIMIT,
        () -> "an answer to " + line + " of a process that printed " + application.lines(),
        () -> answered().size() >= answers || application.hasEnded());
    assertTrue(answered().size() >= answers, () -> line + ": " + application.lines());
    return answered().get(answers - 1);
  }

  private List<String> answered() {
    return application.lines().stream()
        .filter(line -> line.startsWith("answer "))
        .map(line -> line.substring("answer ".length()))
        .toList();
  }

  private void await(String wanted, String question) {
    Await.until(
        LIMIT,
        () ->
            question
                + " is answered by "
                + wanted
                + ", and it is by "
                + ask(question)
                + "; it printed "
                + application.lines(),
        () -> ask(question).equals(wanted));
  }

  private void awaitNodes() {
    await(String.join(" ", Observed.names(cluster)), "nodes");
  }

  private void work() {
    assertEquals(
        "0 failed, 0 of the plain client",
        ask("work " + NAMESPACE + " " + OTHER_NAMESPACE + " " + COMMANDS),
        () -> "seed " + seed + "; it printed " + application.lines());
  }
}
