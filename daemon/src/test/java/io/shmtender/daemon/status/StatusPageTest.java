package io.shmtender.daemon.status;

import static org.junit.jupiter.api.Assertions.*;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.shmtender.daemon.browser.Browser;
import io.shmtender.daemon.browser.BrowserPage;
import io.shmtender.daemon.http.HttpAddress;
import io.shmtender.daemon.http.HttpService;
import io.shmtender.daemon.http.Lane;
import io.shmtender.daemon.testing.LargeCluster;
import io.shmtender.reader.ClusterMap;
import io.shmtender.simulator.ClusterBuilder;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.simulator.spec.NamespaceSpec;
import io.shmtender.simulator.spec.NodeSpec;
import io.shmtender.testing.Await;
import io.shmtender.testing.MemoryDirectory;
import java.nio.file.Path;
import java.time.Duration;
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
 * The status page in a headless Chromium, of daemons on simulated clusters and of planted states.
 * Pictures of what it showed are in {@code target/status-page}.
 */
@Tag("process")
@Tag("once") // No JDK has a part in it.
final class StatusPageTest {
  private static final int DESKTOP = 1280;
  private static final int PHONE = 360;
  private static final int[] WIDTHS = {DESKTOP, 1024, 768, PHONE};
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

  private BrowserPage page() {
    BrowserPage page = opened(browser.open());
    page.resize(DESKTOP, 900, 1);
    return page;
  }

  private BrowserPage page(String address) {
    BrowserPage page = page();
    page.go(address);
    return page;
  }

  /** Serves a state that does not change. */
  private String served(StatusSnapshot snapshot) {
    HttpService http =
        opened(
            new HttpService(
                new HttpAddress("127.0.0.1", 0),
                List.of(),
                () -> List.of(new Lane("page", 8, StatusRoutes.of(() -> snapshot)))));
    http.start();
    Await.until(Duration.ofSeconds(60), "a port", () -> http.listening().isPresent());
    return "http://127.0.0.1:" + http.listening().orElseThrow().getPort() + "/";
  }

  /** The least contrast that a text has to what is behind it, by the formula of WCAG 2. */
  private static final String LEAST_CONTRAST =
      """
      (() => {
        const light = c => {
          const part = i => { const v = c[i] / 255; return v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; };
          return .2126 * part(0) + .7152 * part(1) + .0722 * part(2);
        };
        const colour = text => text.match(/[\\d.]+/g).map(Number);
        const behind = e => {
          for (; e; e = e.parentElement) {
            const c = colour(getComputedStyle(e).backgroundColor);
            if (c.length < 4 || c[3] > 0) return c;
          }
          return matchMedia('(prefers-color-scheme: dark)').matches ? [0, 0, 0] : [255, 255, 255];
        };
        let least = 21;
        const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        while (texts.nextNode()) {
          const e = texts.currentNode.parentElement;
          if (!texts.currentNode.data.trim() || !e.checkVisibility() || e.localName === 'script') continue;
          const [a, b] = [light(colour(getComputedStyle(e).color)), light(behind(e))];
          least = Math.min(least, (Math.max(a, b) + .05) / (Math.min(a, b) + .05));
        }
        return least;
      })()
      """;

  /** Takes pictures, and checks that nothing sticks out and all can be read. */
  private static void look(BrowserPage page, String name) {
    for (int width : WIDTHS) {
      page.resize(width, 800, 1);
      page.settle();
      assertEquals(
          width, page.evaluate("document.documentElement.scrollWidth"), name + " at " + width);
    }
    page.screenshot(Path.of("target/status-page", name + "-phone.png"));
    page.resize(DESKTOP, 900, 1);
    for (boolean dark : new boolean[] {true, false}) {
      page.prefer(dark);
      page.settle();
      double contrast = ((Number) page.evaluate(LEAST_CONTRAST)).doubleValue();
      assertTrue(contrast >= 4.5, name + " has a text with a contrast of " + contrast);
      page.screenshot(Path.of("target/status-page", name + (dark ? "-dark" : "") + ".png"));
    }
  }

  @Test
  void showsTheNodesAndFollowsWhenOneLeaves() {
    SimulatedCluster cluster = smallCluster();
    BrowserPage page = page(opened(ServedStatus.of(directory, cluster)).address());
    page.await(ROWS + " === 3");
    page.await("document.querySelectorAll('.map').length === 2");
    assertEquals("orders", page.evaluate("document.querySelector('h1').textContent"));
    page.evaluate("document.querySelector('[data-pick]').focus(); window.same = true");
    cluster.removeNode("BB9070011AC4202");
    page.await(ROWS + " === 2");
    page.await("document.querySelector('.events').innerText.includes('BB9070011AC4202 left')");
    page.await("document.querySelector('#partitions').innerText.includes('moved in the last')");
    // Neither loaded anew nor replaced under the reader's hands.
    assertEquals(
        true, page.evaluate("window.same && document.activeElement.dataset.pick !== undefined"));
    look(page, "node-left");
    assertEquals(List.of(), page.complaints());
  }

  @Test
  void namesThePartitionThatIsPointedAtAndPicksANode() throws Exception {
    BrowserPage page = page(served(new StatusStates(directory).busyHour()));
    page.await("document.querySelector('.readout').textContent !== ''");
    page.evaluate("document.querySelector('canvas').focus()");
    page.press("ArrowRight", 39);
    page.press("ArrowDown", 40);
    page.await("document.querySelector('.readout').textContent.startsWith('Partition 64: master')");
    page.evaluate("document.querySelector('[data-pick]').click()");
    page.await("document.querySelector('[data-pick]').getAttribute('aria-pressed') === 'true'");
    look(page, "hour-picked");
    page.evaluate("document.querySelector('[data-pick]').click()");
    look(page, "hour");
    assertEquals(List.of(), page.complaints());
  }

  @Test
  void fitsManyNodesNamespacesAndLongNames() {
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
    BrowserPage page = page(opened(ServedStatus.of(directory, cluster)).address());
    page.await(ROWS + " === 16");
    page.await("document.body.innerText.includes('70 partitions have no master')");
    look(page, "sixteen-nodes");
    assertEquals(List.of(), page.complaints());
  }

  @Test
  void showsWhereToLookInALargeClusterAndTheRestWhenAsked() throws Exception {
    String failing = LargeCluster.node(8);
    ClusterMap map =
        LargeCluster.of(LargeCluster.NODES, LargeCluster.NAMESPACES, node -> node % 4 == 0);
    StatusSnapshot large =
        new StatusStates(directory)
            .large(LargeCluster.of(LargeCluster.NODES, LargeCluster.NAMESPACES), map);
    BrowserPage page = page(served(large));
    page.await("document.querySelector('.readout').textContent !== ''");
    assertEquals(256, page.evaluate("document.querySelectorAll('.tiles a').length"));
    assertEquals(64, page.evaluate("document.querySelectorAll('.tiles .bad').length"));
    assertEquals(1, page.evaluate("document.querySelectorAll('.map').length"));
    look(page, "large");
    page.evaluate("window.same = true");
    page.evaluate("document.querySelector('.tiles [title=" + failing + "]').click()");
    page.await("document.querySelector('.chosen')?.innerText.includes('Node " + failing + "')");
    page.await("document.querySelector('.chosen')?.innerText.includes('connection refused')");
    page.await("document.querySelector('[data-pick]').getAttribute('aria-pressed') === 'true'");
    page.evaluate(
        "[...document.querySelectorAll('#partitions th a')]"
            + ".find(link => link.textContent === 'namespace31').click()");
    page.await("document.querySelector('.map h3').textContent === 'namespace31'");
    page.evaluate("document.querySelector('canvas').focus()");
    page.press("ArrowRight", 39);
    page.await("document.querySelector('.readout').textContent.startsWith('Partition 0: master')");
    look(page, "large-chosen");
    // The address says it all: whoever gets it sees the same.
    String address = page.evaluate("location.href").toString();
    assertEquals(true, page.evaluate("window.same"), "nothing was loaded anew");
    page.evaluate("history.back()");
    page.await("document.querySelector('.map h3').textContent === 'namespace0'");
    page.go(address);
    page.await("document.querySelector('.map h3').textContent === 'namespace31'");
    page.await("document.querySelector('.chosen')?.innerText.includes('Node " + failing + "')");
    assertEquals(List.of(), page.complaints());
  }

  @Test
  void showsEverythingButThePicturesWithoutJavaScript() throws Exception {
    BrowserPage page = page();
    page.allowScripts(false);
    page.go(served(new StatusStates(directory).busyHour()));
    assertEquals(3, page.evaluate(ROWS));
    assertEquals(
        true,
        page.evaluate("document.querySelector('#nodes').innerText.includes('10.0.0.2:3000')"));
    assertEquals(0, page.evaluate("document.querySelector('canvas').clientWidth"));
    look(page, "without-javascript");
    assertEquals(List.of(), page.complaints());
  }

  @Test
  void showsAStandby() throws Exception {
    BrowserPage page = page(served(new StatusStates(directory).standby()));
    page.await("document.querySelector('.figures').innerText.includes('standby')");
    look(page, "standby");
    assertEquals(List.of(), page.complaints());
  }

  @Test
  void showsThatTheClusterIsOutOfReach() throws Exception {
    BrowserPage page = page(served(new StatusStates(directory).unreachable()));
    page.await("document.querySelector('[role=alert]').innerText.includes('none of the seeds')");
    page.await("document.querySelector('.state').innerText.includes('unreachable')");
    look(page, "unreachable");
    assertEquals(List.of(), page.complaints());
  }

  @Test
  void takesNamesFromServersAsText() throws Exception {
    String attack = "<img src=x onerror='document.title=1'>";
    BrowserPage page = page(served(new StatusStates(directory).hostile(attack.substring(0, 30))));
    page.await("document.querySelector('.readout').textContent !== ''");
    assertEquals(0, page.evaluate("document.querySelectorAll('img').length"));
    assertEquals(
        attack.substring(0, 30), page.evaluate("document.querySelector('h1').textContent"));
    look(page, "hostile");
    assertEquals(List.of(), page.complaints());
  }

  @Test
  void saysThatTheDaemonIsGoneAndStopsAskingWhilePaused() {
    ServedStatus status = opened(ServedStatus.of(directory, smallCluster()));
    BrowserPage page = page(status.address());
    page.await(ROWS + " === 3");
    page.evaluate("document.querySelector('.live button').click()");
    page.await("document.querySelector('#live').textContent.startsWith('Paused')");
    page.evaluate("document.querySelector('.live button').click()");
    page.await("document.querySelector('#live').textContent.startsWith('Live')");
    status.stopServing();
    page.await("document.querySelector('#live').textContent.includes('does not answer')");
    assertEquals(3, page.evaluate(ROWS));
  }
}
