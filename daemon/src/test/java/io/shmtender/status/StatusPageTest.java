package io.shmtender.status;

import static org.junit.jupiter.api.Assertions.*;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.shmtender.browser.Browser;
import io.shmtender.browser.BrowserPage;
import io.shmtender.simulator.ClusterBuilder;
import io.shmtender.simulator.NamespaceSpec;
import io.shmtender.simulator.NodeSpec;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.testing.MemoryDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The status page of a daemon on a simulated cluster in a headless Chromium. Pictures of what it
 * showed are in {@code target/status-page}.
 */
@Tag("once") // No JDK has a part in it.
final class StatusPageTest {
  private static final int[] WIDTHS = {1280, 360};
  private static final String ROWS = "document.querySelectorAll('#nodes tbody tr').length";

  @TempDir static Path browserDirectory;
  private static Browser browser;

  @TempDir(factory = MemoryDirectory.class)
  Path directory;

  private final List<AutoCloseable> open = new ArrayList<>();

  @BeforeAll
  static void startBrowser() {
    Optional<Path> chromium = Browser.installed();
    assumeTrue(chromium.isPresent(), "there is no chromium on the PATH");
    browser = Browser.start(chromium.get(), browserDirectory);
  }

  @AfterAll
  static void closeBrowser() {
    if (browser != null) {
      browser.close();
    }
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable closeable : open) {
      closeable.close();
    }
  }

  private <T extends AutoCloseable> T opened(T closeable) {
    open.add(0, closeable);
    return closeable;
  }

  private SimulatedCluster smallCluster() {
    return opened(
        SimulatedCluster.builder()
            .clusterName("orders")
            .node(NodeSpec.anywhere().named("BB9050011AC4202").inRack(1))
            .node(NodeSpec.anywhere().named("BB9060011AC4202").inRack(2))
            .node(NodeSpec.anywhere().named("BB9070011AC4202").inRack(3))
            .namespace("test", 2)
            .namespace(NamespaceSpec.stronglyConsistent("ledger", 3))
            .start());
  }

  private BrowserPage page(ServedStatus status) {
    BrowserPage page = opened(browser.open());
    page.resize(WIDTHS[0], 900, 1);
    page.go(status.address());
    return page;
  }

  /** Takes pictures at both widths, light and dark, and checks that nothing sticks out. */
  private static void look(BrowserPage page, String name) {
    for (int width : WIDTHS) {
      page.resize(width, 800, width < 600 ? 2 : 1);
      for (boolean dark : new boolean[] {false, true}) {
        page.prefer(dark);
        page.evaluate(
            "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
        page.screenshot(
            Path.of("target/status-page/" + name + "-" + width + (dark ? "-dark" : "") + ".png"));
      }
      assertEquals(
          width, page.evaluate("document.documentElement.scrollWidth"), name + " at " + width);
    }
  }

  @Test
  void showsTheNodesAndFollowsWhenOneLeaves() {
    SimulatedCluster cluster = smallCluster();
    ServedStatus status = opened(ServedStatus.of(directory, cluster));
    BrowserPage page = page(status);
    page.await(ROWS + " === 3");
    page.await("document.querySelectorAll('.map').length === 2");
    assertEquals("orders", page.evaluate("document.querySelector('h1').textContent"));
    look(page, "three-nodes");
    page.evaluate("document.querySelector('[data-pick]').focus(); window.same = true");
    cluster.removeNode("BB9070011AC4202");
    page.await(ROWS + " === 2");
    page.await("document.querySelector('.events').innerText.includes('BB9070011AC4202 left')");
    page.await(
        "document.querySelector('#partitions').innerText.includes('moved in the last minute')");
    // Neither loaded anew nor replaced under the reader's hands.
    assertEquals(
        true, page.evaluate("window.same && document.activeElement.dataset.pick !== undefined"));
    look(page, "node-left");
    assertEquals(List.of(), page.complaints());
  }

  @Test
  void fitsOnAPhoneWithManyNodesAndLongNames() {
    ClusterBuilder builder =
        SimulatedCluster.builder()
            .clusterName("a-cluster-with-a-rather-long-name-that-says-where-it-is-in-europe");
    for (int i = 0; i < 16; i++) {
      builder.node(NodeSpec.anywhere().named("BB905001122334" + (10 + i)).inRack(100 + i % 4));
    }
    SimulatedCluster cluster =
        opened(
            builder.namespace("test", 2).namespace("a-namespace-with-31-characters1", 3).start());
    for (int partition = 0; partition < 70; partition++) {
      cluster.makeUnavailable("test", 7 * partition);
    }
    ServedStatus status = opened(ServedStatus.of(directory, cluster));
    BrowserPage page = page(status);
    page.await(ROWS + " === 16");
    page.await("document.body.innerText.includes('70 partitions have no master')");
    look(page, "sixteen-nodes");
    assertEquals(List.of(), page.complaints());
  }
}
