package io.shmtender.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shmtender.simulator.SimulatedCluster;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The package that the build made, on a machine with a real systemd. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ServiceIT {
  private static final String NAME = "aerospike-shm-tender";
  private static final String KEY = "0xA7000000";
  private static final String OTHER_KEY = "0xA8000000";
  private static final int LAST = Integer.MAX_VALUE;
  // On a machine that does other things too, not every start has a processor for itself.
  private static final int MOST_STARTS = 20;
  private static final long START_MICROS = 1_000_000;
  private static final long RESIDENT_KB = 100 * 1024;

  @TempDir static Path directory;
  private static Machine machine;
  private static SimulatedCluster cluster;
  private static Service service;
  private final List<AutoCloseable> open = new ArrayList<>();

  @BeforeAll
  static void installUnconfigured() throws IOException {
    Path root = Files.createDirectory(directory.resolve("machine"));
    machine = new Machine(root, Path.of("").toAbsolutePath());
    cluster = SimulatedCluster.builder().clusterName("prod").nodes(3).namespace("test", 2).start();
    service = new Service(machine, NAME + ".service");
    machine.run("dpkg", "--install", "/mnt/target/" + packageFile().getFileName()).ok();
    assertFalse(service.active(), "an installation starts nothing");
  }

  @AfterAll
  static void end() throws IOException {
    if (cluster != null) {
      cluster.close();
    }
    if (machine != null) {
      machine.close();
    }
  }

  private static Path packageFile() throws IOException {
    try (DirectoryStream<Path> packages =
        Files.newDirectoryStream(Path.of("target"), NAME + "_*.deb")) {
      return packages.iterator().next();
    }
  }

  @AfterEach
  void reset() throws Exception {
    for (AutoCloseable closeable : open) {
      closeable.close();
    }
    if (service.property("LoadState").equals("loaded")) {
      service.reset();
    }
  }

  private static void configure(String name, SimulatedCluster cluster, String... lines) {
    machine.write(
        "/etc/" + NAME + "/" + name + ".yaml",
        "seeds: [127.0.0.1:"
            + cluster.nodes().get(0).port()
            + "]\n"
            + String.join("\n", lines)
            + "\n");
  }

  private static String inspect(String key) {
    return machine.run(NAME, "inspect", key).ok();
  }

  // ---- Start ----

  @Test
  @Order(1)
  void withoutSeedsItRefusesAndSaysWhatToWriteAndIsNotStartedAgain() {
    Machine.Ended start = service.systemctl("start");

    assertNotEquals(0, start.exitCode(), start.output());
    assertEquals("3", service.property("ExecMainStatus"));
    assertEquals("failed", service.property("ActiveState"));
    assertEquals(0, service.number("NRestarts"));
    assertTrue(
        service.journal().contains("tender.yaml: seeds: no server to ask first: write seeds"),
        service.journal());
  }

  @Test
  void startReturnsWhenReadersFindTheMap() {
    configure("tender", cluster);

    service.systemctl("start").ok();

    assertTrue(inspect(KEY).contains("ready"), inspect(KEY));
    String status = service.property("StatusText");
    assertTrue(
        status.matches("owner of key 0xA7000000: cluster prod, 3 nodes(, last tend at .*)?"),
        status);
    Machine.await(
        () -> "the last tend in " + service.property("StatusText"),
        () -> service.property("StatusText").matches(".*, last tend at [0-9:]+ in [0-9.]+ ms"));
  }

  @Test
  void itIsReadyWithinASecondAndStaysSmall() {
    configure("tender", cluster);
    long best = Long.MAX_VALUE;
    for (int i = 0; i < MOST_STARTS && best > START_MICROS; i++) {
      service.systemctl("restart").ok();
      best =
          Math.min(
              best,
              service.number("ActiveEnterTimestampMonotonic")
                  - service.number("ExecMainStartTimestampMonotonic"));
    }
    String memory = machine.shell("grep VmHWM /proc/" + service.pid() + "/status").ok();
    long resident = Long.parseLong(memory.replaceAll("[^0-9]", ""));

    System.out.printf("start to ready: %d ms, resident: %d kB%n", best / 1000, resident);
    assertTrue(best <= START_MICROS, best + " us from start to ready");
    assertTrue(resident <= RESIDENT_KB, memory);
  }

  @Test
  void aStandbyIsReadyToo() {
    configure("tender", cluster);
    configure("second", cluster);
    Service second = new Service(machine, NAME + "@second.service");
    open.add(second::reset);
    service.systemctl("start").ok();

    second.systemctl("start").ok();

    assertEquals(
        "standby of key 0xA7000000: another daemon owns it", second.property("StatusText"));
    service.systemctl("stop").ok();
    Machine.await(
        () -> "the next owner: " + second.property("StatusText"),
        () -> second.property("StatusText").startsWith("owner of key"));
  }

  @Test
  void levelsAreInTheJournalAndTheTextIsPlain() {
    configure("tender", cluster);

    service.systemctl("start").ok();

    Matcher message =
        Pattern.compile("owner of key 0xA7000000, epoch [0-9]+: publishing to /run/" + NAME)
            .matcher(service.journal());
    assertTrue(message.find(), service.journal());
    assertTrue(
        machine
            .run("journalctl", "--quiet", "--unit", service.unit(), "-p", "6..6", "-o", "cat")
            .ok()
            .contains(message.group()));
  }

  // ---- Failures ----

  @Test
  void aKilledDaemonIsBackAtOnce() {
    configure("tender", cluster);
    service.systemctl("start").ok();
    long former = service.pid();

    service.signal("KILL");

    service.awaitNewProcess(former);
    assertEquals(1, service.number("NRestarts"));
  }

  @Test
  void theWatchdogEndsAStoppedProcess() {
    configure("tender", cluster);
    service.dropIn("WatchdogSec=2s");
    service.systemctl("start").ok();
    long former = service.pid();

    service.signal("STOP");

    service.awaitNewProcess(former);
    assertTrue(service.journal().contains("Watchdog timeout"), service.journal());
  }

  // ---- End ----

  @Test
  void aStopIsASuccessAndTheMapStays() {
    configure("tender", cluster);
    service.systemctl("start").ok();

    service.systemctl("stop").ok();

    assertEquals("inactive", service.property("ActiveState"));
    assertEquals("success", service.property("Result"));
    assertTrue(inspect(KEY).contains("closed"), inspect(KEY));
  }

  @Test
  void anUpgradeChangesTheOwnerWhileAReaderRoutesWithoutAFailure() throws IOException {
    configure("tender", cluster);
    service.systemctl("start").ok();
    long former = service.pid();
    Process reader =
        machine.start(
            "java",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            "/usr/share/java/aerospike-shm-reader.jar:/mnt/target/test-classes",
            RoutingProcess.class.getName());
    open.add(reader::destroyForcibly);
    BufferedReader output = reader.inputReader(StandardCharsets.UTF_8);
    String attached = output.readLine();
    assertTrue(attached.startsWith("attached in epoch"), attached);

    machine
        .shell(
            "cd /tmp && dpkg-deb -R /mnt/target/"
                + packageFile().getFileName()
                + " next && sed -i 's/^Version: .*/&.1/' next/DEBIAN/control"
                + " && dpkg-deb -Zgzip -z1 -b next next.deb && dpkg -i next.deb")
        .ok();

    assertTrue(service.active(), service.systemctl("status").output());
    assertNotEquals(former, service.pid());
    String version = machine.shell("dpkg-query -W -f '${Version}' " + NAME).ok();
    assertTrue(version.endsWith(".1"), version);
    try (var input = reader.outputWriter(StandardCharsets.UTF_8)) {
      input.write("\n");
    }
    String routed = output.readLine();
    Matcher epochs = Pattern.compile("routed .* from epoch (\\d+) to (\\d+)").matcher(routed);
    assertTrue(epochs.matches(), routed);
    assertEquals(Long.parseLong(epochs.group(1)) + 1, Long.parseLong(epochs.group(2)), routed);
  }

  @Test
  void twoInstancesTendTwoClusters() {
    try (SimulatedCluster other =
        SimulatedCluster.builder().clusterName("test").nodes(2).namespace("test", 1).start()) {
      configure("one", cluster);
      configure("two", other, "shm-key: " + OTHER_KEY);
      Service one = new Service(machine, NAME + "@one.service");
      Service two = new Service(machine, NAME + "@two.service");
      open.add(one::reset);
      open.add(two::reset);

      machine.run("systemctl", "start", one.unit(), two.unit()).ok();

      assertTrue(one.property("StatusText").contains("cluster prod, 3 nodes"));
      assertTrue(two.property("StatusText").contains("cluster test, 2 nodes"));
      two.systemctl("stop").ok();
      assertTrue(inspect(KEY).contains("prod"));
      assertTrue(inspect(OTHER_KEY).contains("test"), "a stop leaves the shared directory alone");
    }
  }

  @Test
  @Order(LAST)
  void nothingIsLeftAfterAPurge() {
    configure("tender", cluster);
    configure("two", cluster);
    Service two = new Service(machine, NAME + "@two.service");
    service.systemctl("start").ok();
    two.systemctl("enable").ok();
    two.systemctl("start").ok();
    machine.shell("setpriv --reuid " + NAME + " --clear-groups ipcmk -M 4096").ok();

    machine.run("dpkg", "--remove", NAME).ok();

    assertFalse(service.active());
    assertFalse(two.active());
    assertEquals(
        "tender.yaml", machine.shell("cd /etc/" + NAME + " && ls tender.yaml").ok().strip());

    machine.run("dpkg", "--purge", NAME).ok();

    String left =
        machine
            .shell(
                "find / -xdev -name '*"
                    + NAME
                    + "*' -not -path '/mnt/*' -not -path '/proc/*' -not -path '/tmp/*'"
                    + " -not -path '/root/*' -not -path '/sys/*' -not -path '/work/*';"
                    + " find /run -name '*"
                    + NAME
                    + "*'; getent passwd "
                    + NAME
                    + "; getent group "
                    + NAME
                    + "; ipcs -m | grep 0x; systemctl --all --no-legend list-units '"
                    + NAME
                    + "*'")
            .output();
    assertEquals("", left);
  }
}
