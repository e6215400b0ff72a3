package io.shmtender.daemon.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shmtender.daemon.cclient.AttachedSegment;
import io.shmtender.daemon.cclient.CClientLayout;
import io.shmtender.daemon.cclient.CClientListener;
import io.shmtender.daemon.cclient.CClientSegments;
import io.shmtender.daemon.cclient.CClientSettings;
import io.shmtender.daemon.segment.SegmentPublisher;
import io.shmtender.daemon.segment.SegmentSettings;
import io.shmtender.reader.layout.SegmentDirectory;
import io.shmtender.reader.layout.SegmentKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.yaml.snakeyaml.Yaml;

/** {@code ls}, {@code inspect} and {@code rm} on System V segments. */
final class CClientCommandsTest {
  private static final long PID = ProcessHandle.current().pid();

  @TempDir private Path directory;
  private final SegmentKey key =
      new SegmentKey(ThreadLocalRandom.current().nextInt(0x1000_0000, 0x7000_0000));
  private SegmentPublisher publisher;
  private CClientSegments segments;

  @BeforeEach
  void publishTheNativeOne() throws Exception {
    publisher = SmallCluster.named("prod").publish(directory, SegmentKey.DEFAULT);
  }

  @AfterEach
  void letGo() {
    publisher.abandon();
    segments.release();
  }

  private void own(CClientLayout layout) {
    segments =
        new CClientSegments(
            List.of(CClientSettings.defaults(key, layout)),
            SegmentSettings.defaults(new SegmentDirectory(directory), SegmentKey.DEFAULT),
            CClientListener.NONE);
    segments.tended(Optional.of(SmallCluster.named("prod").map()));
  }

  private CommandRun run(Object... arguments) {
    Object[] all = new Object[arguments.length + 2];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    all[arguments.length] = "--directory";
    all[arguments.length + 1] = directory;
    return CommandRun.of(all);
  }

  @ParameterizedTest
  @EnumSource(CClientLayout.class)
  void lsShowsThemBelowTheNativeOnes(CClientLayout layout) {
    own(layout);

    CommandRun ls = run("ls");

    assertEquals(0, ls.exitCode(), ls::err);
    assertTrue(ls.line("0xA7000000").contains("prod"), ls::out);
    assertTrue(
        ls.line(key.toString())
            .matches(
                key
                    + " +"
                    + layout
                    + " +ready +"
                    + PID
                    + " \\(tender\\) +[0-9.]+ s ago +2/16 +2/8 +1 +519(\\.\\d)? KiB +\\d+"),
        ls::out);
    List<?> rows = new Yaml().load(run("ls", "--json").out());
    Map<?, ?> row = (Map<?, ?>) rows.get(1);
    assertEquals("c-client", row.get("type"));
    assertEquals(key.toString(), row.get("key").toString());
    assertEquals(layout.toString(), row.get("layout"));
    assertEquals("tender", row.get("owner"));
    assertEquals(1, row.get("attached"));
  }

  @Test
  void inspectShowsNodesAndPartitions() {
    own(CClientLayout.V7_4_1);

    CommandRun inspect = run("inspect", key);

    assertEquals(0, inspect.exitCode(), inspect::err);
    assertTrue(
        inspect
            .line("owner")
            .contains("pid " + PID + ", the tender of key 0xA7000000 in " + directory),
        inspect::out);
    assertTrue(inspect.line("1  A").matches(" *1 +A +10.0.0.1:3000 +active +7"), inspect::out);
    assertTrue(inspect.line("namespace sc").contains("strong consistency"), inspect::out);
    Map<?, ?> json = new Yaml().load(run("inspect", key, "--json").out());
    Map<?, ?> ap = (Map<?, ?>) ((List<?>) json.get("namespaces")).get(0);
    Map<?, ?> a = (Map<?, ?>) ((List<?>) ap.get("nodes")).get(0);
    assertEquals(2048, a.get("masters"));
    assertEquals(2048, a.get("proles"));
    assertEquals(2, ap.get("replicas"));
  }

  @Test
  void aTenderIsKnownWithoutItsDirectory(@TempDir Path elsewhere) {
    own(CClientLayout.V6_4);

    CommandRun inspect = CommandRun.of("inspect", key, "--directory", elsewhere);

    assertEquals(0, inspect.exitCode(), inspect::err);
    assertTrue(
        inspect
            .line("owner")
            .contains("pid " + PID + ", a tender whose native segment is elsewhere"),
        inspect::out);
  }

  @Test
  void rmLeavesAnOwnedOneAndRemovesAFreeOne() {
    own(CClientLayout.V6_4);

    CommandRun owned = run("rm", key);

    assertEquals(7, owned.exitCode());
    assertTrue(owned.err().contains("pid " + PID + ", a tender, tended "), owned::err);
    assertTrue(run("ls").out().contains(key.toString()));

    // As if it had been left by a daemon that stopped while an application had it attached.
    try (AttachedSegment left = AttachedSegment.of(key)) {
      segments.release();
      assertEquals(0, left.attached() - 1, "nobody but this test");
      assertTrue(run("ls").line(key.toString()).contains("closed"));
      CommandRun free = run("rm", key);
      assertEquals(0, free.exitCode(), free::err);
      assertTrue(free.out().contains("1 process(es) keep it until they end"), free::out);
    }
    assertFalse(run("ls").out().contains(key.toString()));
    assertEquals(6, run("rm", key).exitCode());
    assertEquals(6, run("inspect", key).exitCode());
  }
}
