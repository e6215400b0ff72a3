package io.shmtender.daemon.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.*;

import io.shmtender.daemon.cclient.CClientLayout;
import io.shmtender.daemon.cclient.CClientListener;
import io.shmtender.daemon.cclient.CClientSettings;
import io.shmtender.daemon.conductor.Ownership;
import io.shmtender.daemon.conductor.Publication;
import io.shmtender.daemon.conductor.TendStored;
import io.shmtender.daemon.http.Request;
import io.shmtender.daemon.http.Response;
import io.shmtender.daemon.segment.SegmentException;
import io.shmtender.daemon.segment.SegmentPublisher;
import io.shmtender.daemon.segment.SegmentSettings;
import io.shmtender.daemon.tend.TendFailure;
import io.shmtender.daemon.tend.TendOutcome;
import io.shmtender.daemon.testing.LargeCluster;
import io.shmtender.daemon.testing.PlantedMap;
import io.shmtender.reader.ClusterMap;
import io.shmtender.reader.Node;
import io.shmtender.reader.layout.SegmentDirectory;
import io.shmtender.reader.layout.SegmentKey;
import io.shmtender.testing.Await;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What metrics make of what they are told. */
final class MetricsTest {
  private static final SegmentKey C_KEY = new SegmentKey(0xA9000000);
  private static final Duration MILLISECOND = Duration.ofMillis(1);

  @TempDir Path directory;
  private SegmentSettings settings;
  private Metrics metrics;

  @BeforeEach
  void create() {
    settings = SegmentSettings.defaults(new SegmentDirectory(directory), SegmentKey.DEFAULT);
    CClientSettings cClients = CClientSettings.defaults(C_KEY, CClientLayout.parse("6.4"));
    metrics = new Metrics(settings, List.of(cClients), "1.2.3");
    metrics.show();
  }

  @AfterEach
  void close() {
    metrics.close();
  }

  private static TendOutcome outcome(ClusterMap map, Optional<TendFailure> failure) {
    return new TendOutcome(Optional.of(map), true, true, MILLISECOND, failure, false);
  }

  private void own(Ownership.Origin origin) {
    metrics.daemonListener().owning(new Ownership(3, 1, origin, MILLISECOND));
  }

  private SegmentPublisher publish(ClusterMap map) throws Exception {
    SegmentPublisher publisher = SegmentPublisher.open(settings, 1, Optional.of(map), Set.of());
    publisher.heartbeat(1, true);
    metrics.daemonListener().published(new Publication(map, 1, MILLISECOND));
    metrics
        .daemonListener()
        .tendStored(
            new TendStored(outcome(map, Optional.empty()), publisher.path(), publisher.capacity()));
    return publisher;
  }

  private String scrape(String accept) {
    try {
      Response response =
          metrics.route().get(new Request("/metrics", Map.of(), Map.of("accept", accept)));
      assertEquals(200, response.status());
      return new String(response.body(), UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void assertExported(String... lines) {
    String scraped = scrape("");
    for (String line : lines) {
      assertTrue(scraped.lines().anyMatch(line::equals), () -> line + " in\n" + scraped);
    }
  }

  private void assertNotExported(String start) {
    String scraped = scrape("");
    assertTrue(scraped.lines().noneMatch(line -> line.startsWith(start)), () -> scraped);
  }

  private static Node node(String name) {
    return new Node(name, "127.0.0.1", 3000, "", "8.1.0.0", 0, 0, true);
  }

  @Test
  void tendsAreTimedAndTheirFailuresCountedByCause() {
    ClusterMap map = PlantedMap.of(1);
    metrics.tendListener().tendFinished(outcome(map, Optional.empty()));
    TendFailure failure = new TendFailure(TendFailure.Kind.NODES_FAILING, "one of them");
    metrics.tendListener().tendFinished(outcome(map, Optional.of(failure)));
    metrics.tendListener().mapChanged(map);
    metrics.tendListener().infoExchanged("A", 2, 30, 400);
    metrics.tendListener().connectionsCounted(3, 5);
    assertExported(
        "shmtender_tend_duration_seconds_count 2",
        "shmtender_tend_duration_seconds_bucket{le=\"5.0E-4\"} 0",
        "shmtender_tend_duration_seconds_bucket{le=\"0.001\"} 2",
        "shmtender_tend_duration_seconds_bucket{le=\"+Inf\"} 2",
        "shmtender_tend_duration_seconds_sum 0.002",
        "shmtender_tend_failures_total{cause=\"nodes_failing\"} 1.0",
        "shmtender_tend_failures_total{cause=\"seeds_unreachable\"} 0.0",
        "shmtender_map_changes_total 1.0",
        "shmtender_info_requests_total 2.0",
        "shmtender_info_sent_bytes_total 30.0",
        "shmtender_info_received_bytes_total 400.0",
        "shmtender_connections 3.0",
        "shmtender_connections_opened_total 5.0");
  }

  @Test
  void aNodeThatLeavesTakesItsSeriesAlong() {
    metrics.tendListener().nodeAdded(node("A"));
    metrics.tendListener().nodeAdded(node("B \"quoted\""));
    metrics.tendListener().nodeRefreshed("A", 2_000_000);
    metrics.tendListener().nodeFailed("A", 1, 1, new IOException("closed"));
    assertExported(
        "shmtender_node_refresh_duration_seconds_count{node=\"A\"} 1",
        "shmtender_node_failures_total{cause=\"closed\",node=\"A\"} 1.0",
        "shmtender_node_failures_total{cause=\"timeout\",node=\"B \\\"quoted\\\"\"} 0.0");
    metrics.tendListener().nodeRemoved(node("A"));
    metrics.tendListener().nodeRemoved(node("B \"quoted\""));
    assertNotExported("shmtender_node_refresh_duration_seconds");
    assertNotExported("shmtender_node_failures_total");
    assertExported("shmtender_node_joins_total 2.0", "shmtender_node_leaves_total 2.0");
  }

  @Test
  void ofManyNodesEachHasFewerSeries() throws Exception {
    own(Ownership.Origin.FREE);
    ClusterMap map = LargeCluster.of(LargeCluster.NODES, LargeCluster.NAMESPACES);
    publish(map);
    for (int number = 0; number < LargeCluster.NODES; number++) {
      metrics.tendListener().nodeAdded(node(LargeCluster.node(number)));
      for (int millis : new int[] {1, 2, 20, 30, 3000}) {
        metrics.tendListener().nodeRefreshed(LargeCluster.node(number), millis * 1_000_000L);
      }
    }
    String name = LargeCluster.node(255);
    metrics.tendListener().nodeFailed(name, 1, 1, new IOException("closed"));
    String refresh = "shmtender_node_refresh_duration_seconds";
    assertExported(
        refresh + "_bucket{node=\"" + name + "\",le=\"0.01\"} 2",
        refresh + "_bucket{node=\"" + name + "\",le=\"0.1\"} 4",
        refresh + "_bucket{node=\"" + name + "\",le=\"1.0\"} 4",
        refresh + "_bucket{node=\"" + name + "\",le=\"+Inf\"} 5",
        refresh + "_count{node=\"" + name + "\"} 5",
        "shmtender_node_failures_total{cause=\"closed\",node=\"" + name + "\"} 1.0");
    assertNotExported(refresh + "_bucket{node=\"" + name + "\",le=\"0.001\"");
    assertNotExported("shmtender_node_failures_total{cause=\"timeout\"");
    String all = scrape("");
    long series = all.lines().filter(line -> !line.startsWith("#")).count();
    assertTrue(series <= 2000, series + " series");
    assertTrue(all.length() <= 200_000, all.length() + " bytes");
  }

  @Test
  void anOwnerDescribesTheClusterAndAStandbyDoesNot() throws Exception {
    assertExported("shmtender_owner 0.0", "shmtender_segment_tended 0.0");
    assertNotExported("shmtender_nodes");
    own(Ownership.Origin.OWNER_HUNG);
    ClusterMap map = PlantedMap.of(1);
    publish(map);
    // What is seen of the segment is kept for a moment.
    Await.until(
        Duration.ofSeconds(60),
        "a segment that is tended",
        () -> scrape("").contains("shmtender_segment_tended 1.0"));
    assertExported(
        "shmtender_owner 1.0",
        "shmtender_takeovers_total{reason=\"owner_hung\"} 1.0",
        "shmtender_takeovers_total{reason=\"owner_ended\"} 0.0",
        "shmtender_takeover_duration_seconds_count 1",
        "shmtender_cluster_info{cluster=\"planted\"} 1",
        "shmtender_nodes{state=\"active\"} 4.0",
        "shmtender_namespaces 2.0",
        "shmtender_partitions_without_master{namespace=\"ns1\"} 0.0",
        "shmtender_publish_duration_seconds_count 1",
        "shmtender_epoch 1.0",
        "shmtender_segment_capacity{of=\"nodes\"} 16.0",
        "shmtender_segment_capacity_left{of=\"nodes\"} 12.0");
    metrics.daemonListener().lost();
    assertExported("shmtender_owner 0.0", "shmtender_ownership_losses_total 1.0");
    for (String gone : List.of("cluster_info", "nodes", "partitions", "segment_capacity_left")) {
      assertNotExported("shmtender_" + gone);
    }
  }

  @Test
  void namespacesComeAndGo() throws Exception {
    own(Ownership.Origin.FREE);
    publish(PlantedMap.of(1));
    metrics.daemonListener().published(new Publication(PlantedMap.of(2), 2, MILLISECOND));
    assertNotExported("shmtender_partitions_without_master{namespace=\"ns1\"}");
    metrics.daemonListener().published(new Publication(PlantedMap.of(3), 3, MILLISECOND));
    assertExported("shmtender_partitions_without_master{namespace=\"ns1\"} 0.0");
  }

  @Test
  void whatCannotBePublishedIsCounted() {
    metrics.daemonListener().publishFailed(new SegmentException("no room", null));
    assertExported("shmtender_publish_failures_total 1.0");
  }

  @Test
  void segmentsOfCClientsHaveOwnersUsersAndLimits() {
    String labels = "{key=\"0xA9000000\",layout=\"6.4\"";
    assertNotExported("shmtender_c_client_segment_owner");
    own(Ownership.Origin.FREE);
    CClientListener listener = metrics.cClientListener();
    listener.ownerChanged(C_KEY, CClientListener.Owner.APPLICATION, 17);
    listener.used(C_KEY, 5, 15, 2);
    listener.capacityReached(C_KEY, 0, 3);
    listener.repaired(C_KEY, 12);
    listener.lockRepaired(C_KEY);
    listener.recreated(C_KEY);
    listener.failed(C_KEY, "no permission");
    String prefix = "shmtender_c_client_segment_";
    assertExported(
        prefix + "owner" + labels + ",owner=\"application\"} 1.0",
        prefix + "owner" + labels + ",owner=\"tender\"} 0.0",
        prefix + "attached_processes" + labels + "} 5.0",
        prefix + "capacity" + labels + ",of=\"nodes\"} 16.0",
        prefix + "capacity_left" + labels + ",of=\"nodes\"} 1.0",
        prefix + "capacity_left" + labels + ",of=\"namespaces\"} 6.0",
        prefix + "left_out" + labels + ",of=\"namespaces\"} 3.0",
        prefix + "repairs_total" + labels + "} 1.0",
        prefix + "lock_repairs_total" + labels + "} 1.0",
        prefix + "recreations_total" + labels + "} 1.0",
        prefix + "failing" + labels + "} 1.0");
    metrics.daemonListener().lost();
    assertNotExported(prefix + "owner");
  }

  @Test
  void theFormatIsTheOneThatIsPreferred() throws Exception {
    String prometheus =
        "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.2";
    for (String accept : List.of(prometheus, "application/openmetrics-text")) {
      assertTrue(scrape(accept).endsWith("# EOF\n"), accept);
    }
    for (String accept :
        List.of("", "*/*", "text/html", "text/plain, application/openmetrics-text;q=0.1")) {
      assertFalse(scrape(accept).contains("# EOF"), accept);
    }
    Response open =
        metrics.route().get(new Request("/metrics", Map.of(), Map.of("accept", prometheus)));
    assertEquals(
        "application/openmetrics-text; version=1.0.0; charset=utf-8",
        open.headers().get("Content-Type"));
    assertTrue(scrape(prometheus).contains("# UNIT shmtender_tend_duration_seconds seconds"));
  }

  @Test
  void theJvmIsMeasuredByWhatCostsNothingToAsk() throws Exception {
    List<String> lines = scrape("").lines().toList();
    for (String wanted :
        List.of(
            "jvm_memory_used_bytes{area=\"heap\"} ",
            "jvm_memory_used_bytes{area=\"nonheap\"} ",
            "jvm_memory_committed_bytes{area=\"heap\"} ",
            "jvm_memory_max_bytes{area=\"heap\"} ",
            "jvm_gc_collections_total{gc=",
            "jvm_gc_collection_seconds_total{gc=",
            "jvm_threads_current ",
            "jvm_classes_currently_loaded ",
            "process_cpu_seconds_total ",
            "process_start_time_seconds ",
            "process_resident_memory_bytes ",
            "process_open_fds ",
            "process_max_fds ")) {
      assertTrue(lines.stream().anyMatch(line -> line.startsWith(wanted)), wanted);
    }
    for (String costly :
        List.of("jvm_threads_deadlocked", "jvm_threads_state", "jvm_memory_pool")) {
      assertTrue(lines.stream().noneMatch(line -> line.contains(costly)), costly);
    }
  }

  @Test
  void everyMetricIsInJmxToo() throws Exception {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    metrics.tendListener().nodeAdded(node("A:1"));
    metrics.tendListener().tendFinished(outcome(PlantedMap.of(1), Optional.empty()));
    ObjectName tends = new ObjectName("io.shmtender:name=shmtender_tend_duration_seconds");
    assertEquals(1L, server.getAttribute(tends, "Count"));
    assertEquals(0.001, (double) server.getAttribute(tends, "99thPercentile"), 1e-9);
    ObjectName failures =
        new ObjectName(
            "io.shmtender:name=shmtender_node_failures_total,node=\"A:1\",cause=timeout");
    assertEquals(0L, server.getAttribute(failures, "Count"));
    Set<String> shown =
        server.queryNames(new ObjectName("io.shmtender:*"), null).stream()
            .map(name -> name.getKeyProperty("name"))
            .collect(Collectors.toCollection(TreeSet::new));
    assertTrue(shown.contains("jvm_memory_used_bytes"), shown::toString);
    metrics.tendListener().nodeRemoved(node("A:1"));
    assertFalse(server.isRegistered(failures));
    metrics.close();
    assertEquals(Set.of(), server.queryNames(new ObjectName("io.shmtender:*"), null));
  }
}
