package io.shmtender.daemon.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shmtender.daemon.segment.SegmentPublisher;
import io.shmtender.daemon.segment.SegmentSettings;
import io.shmtender.reader.layout.SegmentDirectory;
import io.shmtender.reader.layout.SegmentKey;
import io.shmtender.reader.layout.SegmentLayout;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** {@code ls}, {@code inspect} and {@code route} on segments of every condition. */
final class ReadingCommandsTest {
  private static final SegmentKey OTHER_KEY = new SegmentKey(0xB0000001);

  @TempDir private Path directory;
  private SegmentPublisher publisher;

  @AfterEach
  void letGo() {
    if (publisher != null) {
      publisher.abandon();
    }
  }

  private void publish(SmallCluster cluster) throws Exception {
    publisher = cluster.publish(directory, SegmentKey.DEFAULT);
  }

  private CommandRun run(Object... arguments) {
    Object[] all = new Object[arguments.length + 2];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    all[arguments.length] = "--directory";
    all[arguments.length + 1] = directory;
    return CommandRun.of(all);
  }

  @Test
  void lsShowsARowForEachSegment() throws Exception {
    publish(SmallCluster.named("prod"));
    SmallCluster.named("").publish(directory, OTHER_KEY).close();

    CommandRun ls = run("ls");

    assertEquals(0, ls.exitCode());
    assertTrue(
        ls.line("0xA7000000")
            .matches(
                "0xA7000000 +prod +ready +\\d+ +0(\\.\\d)? s ago +2 +2 +[0-9.]+ KiB +"
                    + publisher.path()),
        ls::out);
    assertTrue(ls.line("0xB0000001").contains("(no name)  closed"), ls::out);
    assertEquals(3, ls.out().lines().count());
  }

  @Test
  void lsShowsDamagedFilesAndSaysWhatIsWrongWithThem() throws Exception {
    publish(SmallCluster.named("prod"));
    Files.writeString(directory.resolve("0xB0000001.1.1.segment"), "x".repeat(4096));

    CommandRun ls = run("ls");

    assertEquals(0, ls.exitCode());
    assertTrue(ls.line("0xB0000001").contains("damaged"), ls::out);
    assertTrue(ls.line("!").contains("0xB0000001.1.1.segment is not a segment"), ls::out);
    assertTrue(ls.line("0xA7000000").contains("ready"), ls::out);
  }

  @Test
  void lsShowsSegmentsOfOtherLayoutVersions() throws Exception {
    publish(SmallCluster.named("prod"));
    patchInt(publisher.path(), SegmentLayout.LAYOUT_VERSION_OFFSET, 9);

    CommandRun ls = run("ls");

    assertTrue(ls.line("0xA7000000").contains("other-version"), ls::out);
    assertTrue(ls.line("!").contains("layout version 9"), ls::out);
  }

  @Test
  void lsShowsWhatIsInitialising() throws Exception {
    SegmentSettings settings =
        SegmentSettings.defaults(new SegmentDirectory(directory), SegmentKey.DEFAULT);
    publisher = SegmentPublisher.open(settings, 1, Optional.empty(), Set.of());

    assertTrue(run("ls").line("0xA7000000").contains("initialising"));
    assertTrue(run("inspect", "0xA7000000").line("cluster").contains("not reached yet"));
    CommandRun route = run("route", "0xA7000000", "ap", "demo", "k1");
    assertEquals(6, route.exitCode());
    assertTrue(route.err().contains("has not reached its cluster"), route::err);
  }

  @Test
  void lsShowsAnUnreachableCluster() throws Exception {
    publish(SmallCluster.named("prod"));
    publisher.heartbeat(1, false);

    assertTrue(run("ls").line("0xA7000000").contains("unreachable"));
    assertTrue(
        run("inspect", "0xA7000000").line("state").contains("no node answered the last 1 tend"));
  }

  @Test
  void lsAsJsonHasExactValues() throws Exception {
    publish(SmallCluster.named("pr\"od"));
    Files.writeString(directory.resolve("0xB0000001.1.1.segment"), "x");

    Object json = new Yaml().load(run("ls", "--json").out());

    List<?> rows = (List<?>) json;
    Map<?, ?> row = (Map<?, ?>) rows.get(0);
    assertEquals("0xA7000000", row.get("key").toString());
    assertEquals("pr\"od", row.get("cluster_name"));
    assertEquals("ready", row.get("state"));
    assertEquals(Math.toIntExact(ProcessHandle.current().pid()), row.get("owner_pid"));
    assertEquals(1500, row.get("last_tend_us"));
    assertEquals(2, row.get("nodes"));
    assertEquals("damaged", ((Map<?, ?>) rows.get(1)).get("state"));
  }

  @Test
  void lsOfAnEmptyDirectorySaysSo() {
    assertEquals("no segments in " + directory + "\n", run("ls").out());
    assertEquals("[]\n", run("ls", "--json").out());
  }

  @Test
  void lsOfAMissingDirectoryFails() {
    CommandRun ls = CommandRun.of("ls", "--directory", directory.resolve("missing"));

    assertEquals(6, ls.exitCode());
    assertTrue(ls.err().contains("there is no directory " + directory.resolve("missing")));
  }

  @Test
  void lsOfAFileFails() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "");

    CommandRun ls = CommandRun.of("ls", "--directory", file);

    assertEquals(4, ls.exitCode());
    assertTrue(ls.err().contains(file + " is not a directory"), ls::err);
  }

  @Test
  void inspectShowsOwnerNodesAndPartitions() throws Exception {
    publish(SmallCluster.named("prod").withNodes(4).withoutMaster(96).whereTheLastNodeFails());

    CommandRun inspect = run("inspect", "0xA7000000");

    assertEquals(0, inspect.exitCode());
    assertTrue(inspect.line("cluster").endsWith("prod"));
    assertTrue(inspect.line("owner").contains("pid " + ProcessHandle.current().pid()));
    assertTrue(inspect.line("owner").endsWith("epoch 1"));
    assertTrue(inspect.line("last tend").contains("took 1.5 ms"));
    assertTrue(inspect.line("published").contains("1 time, last "));
    assertTrue(inspect.line("A ").matches("A +10\\.0\\.0\\.1:3000 +active +7 +8\\.1\\.0\\.0"));
    assertTrue(inspect.line("D ").matches("D +10\\.0\\.0\\.4:3000 +failing +10 +8\\.1\\.0\\.0"));
    assertTrue(inspect.line("namespace ap").endsWith("2 replicas, every partition has a master"));
    assertTrue(
        inspect
            .line("namespace sc")
            .endsWith("1 replica, strong consistency, 96 partitions WITHOUT MASTER"));
    assertTrue(inspect.out().matches("(?s).*\nA +7 +1024 +1024\n.*"), inspect::out);
    assertTrue(inspect.out().matches("(?s).*\nA +7 +4000 +0\n.*"), inspect::out);
    assertTrue(inspect.line("(nobody)").matches("\\(nobody\\) +- +96 +0"), inspect::out);
  }

  @Test
  void inspectAsJsonCountsPartitions() throws Exception {
    publish(SmallCluster.named("prod").withoutMaster(96));

    Map<?, ?> json = new Yaml().load(run("inspect", "2801795072", "--json").out());

    List<?> namespaces = (List<?>) json.get("namespaces");
    Map<?, ?> ap = (Map<?, ?>) namespaces.get(0);
    Map<?, ?> sc = (Map<?, ?>) namespaces.get(1);
    assertEquals(0, ap.get("partitions_without_master"));
    assertEquals(96, sc.get("partitions_without_master"));
    assertEquals(
        Map.of("name", "A", "rack", 7, "masters", 2048, "proles", 2048),
        ((List<?>) ap.get("nodes")).get(0));
  }

  @Test
  void inspectOfAMissingKeySaysWhereItLooked() {
    CommandRun inspect = run("inspect", "0xA7000000");

    assertEquals(6, inspect.exitCode());
    assertTrue(
        inspect
            .err()
            .startsWith("aerospike-shm-tender: no segment of key 0xA7000000 in " + directory),
        inspect::err);
    assertEquals(1, inspect.err().lines().count());
  }

  @Test
  void inspectOfARandomFileSaysHowToRemoveIt() throws Exception {
    Files.write(directory.resolve("0xA7000000.1.1.segment"), new byte[100_000]);

    CommandRun inspect = run("inspect", "0xA7000000");

    assertEquals(4, inspect.exitCode());
    assertTrue(inspect.err().contains("is not a segment"), inspect::err);
    assertTrue(inspect.err().contains("aerospike-shm-tender rm"), inspect::err);
    assertEquals(1, inspect.err().lines().count());
  }

  @Test
  void inspectOfATruncatedFileSaysSo() throws Exception {
    publish(SmallCluster.named("prod"));
    Path path = publisher.path();
    publisher.abandon();
    publisher = null;
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(8192);
    }

    CommandRun inspect = run("inspect", "0xA7000000");

    assertEquals(4, inspect.exitCode());
    assertTrue(inspect.err().contains("is damaged: it has 8192 bytes of"), inspect::err);
  }

  @Test
  void aLinkIsNotFollowedWhereverItLeads() throws Exception {
    publish(SmallCluster.named("prod"));
    Path link = directory.resolve("0xB0000001.1.1.segment");
    for (Path target : List.of(publisher.path(), directory.resolve("nothing"))) {
      Files.createSymbolicLink(link, target);

      CommandRun inspect = run("inspect", "0xB0000001");
      CommandRun ls = run("ls");

      assertEquals(4, inspect.exitCode());
      assertTrue(inspect.err().contains("is not a file but a symbolic link"), inspect::err);
      assertEquals(0, ls.exitCode());
      assertTrue(ls.line("0xB0000001").contains("damaged"), ls::out);
      Files.delete(link);
    }
  }

  @Test
  void routeShowsMasterAndProlesOfAKey() throws Exception {
    publish(SmallCluster.named("prod"));

    CommandRun text = run("route", "0xA7000000", "ap", "demo", "17");
    CommandRun integer = run("route", "0xA7000000", "ap", "demo", "17", "--int");
    CommandRun bytes = run("route", "0xA7000000", "ap", "demo", "3137", "--bytes");

    assertEquals(0, text.exitCode());
    for (CommandRun route : List.of(text, integer, bytes)) {
      int partition = Integer.parseInt(route.line("partition").replaceAll("\\D", ""));
      boolean even = partition % 2 == 0;
      assertEquals(
          "master     " + (even ? "A 10.0.0.1:3000" : "B 10.0.0.2:3000"), route.line("master"));
      assertEquals(
          "prole      " + (even ? "B 10.0.0.2:3000" : "A 10.0.0.1:3000"), route.line("prole"));
    }
    assertEquals(
        officialDigest(new com.aerospike.client.Key("ap", "demo", "17")), text.line("digest"));
    assertEquals(
        officialDigest(new com.aerospike.client.Key("ap", "demo", 17)), integer.line("digest"));
    assertEquals(
        officialDigest(new com.aerospike.client.Key("ap", "demo", new byte[] {0x31, 0x37})),
        bytes.line("digest"));
  }

  private static String officialDigest(com.aerospike.client.Key key) {
    return "digest     " + HexFormat.of().formatHex(key.digest);
  }

  @Test
  void routeToAPartitionWithoutMasterFails() throws Exception {
    publish(SmallCluster.named("prod").withoutMaster(4096));

    CommandRun route = run("route", "0xA7000000", "sc", "demo", "k1");

    assertEquals(1, route.exitCode());
    assertEquals("master     (nobody)", route.line("master"));
    assertEquals("regime     1", route.line("regime"));
  }

  @Test
  void routeExplainsWrongKeysAndNamespaces() throws Exception {
    publish(SmallCluster.named("prod"));

    CommandRun noInteger = run("route", "0xA7000000", "ap", "demo", "k1", "--int");
    CommandRun noBytes = run("route", "0xA7000000", "ap", "demo", "xyz", "--bytes");
    CommandRun noNamespace = run("route", "0xA7000000", "nope", "demo", "k1");

    assertEquals(2, noInteger.exitCode());
    assertTrue(noInteger.err().contains("'k1' is not an integer"), noInteger::err);
    assertEquals(2, noBytes.exitCode());
    assertTrue(noBytes.err().contains("'xyz' is not bytes in hexadecimal"), noBytes::err);
    assertEquals(1, noNamespace.exitCode());
    assertTrue(noNamespace.err().contains("namespace 'nope' is not in cluster 'prod'"));
    assertFalse(noNamespace.err().contains("at io.shmtender"), noNamespace::err);
  }

  @Test
  void verboseShowsWhereAFailureComesFrom() {
    assertTrue(run("inspect", "0xA7000000", "--verbose").err().contains("at io.shmtender"));
  }

  private static void patchInt(Path path, int offset, int value) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.seek(offset);
      file.writeInt(Integer.reverseBytes(value));
    }
  }
}
