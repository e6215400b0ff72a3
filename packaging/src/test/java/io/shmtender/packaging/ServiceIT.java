package io.shmtender.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.aerospike.client.admin.AdminCommand;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.simulator.spec.Users;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The package that the build made, on a machine with a real systemd. Once is enough: the service
 * runs on the Java that the package asks for, whatever the build runs on.
 */
@Tag("packaged")
@Tag("once")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ServiceIT {
  private static final String NAME = "aerospike-shm-tender";
  private static final String KEY = "0xA7000000";
  private static final String OTHER_KEY = "0xA8000000";
  private static final int LAST = Integer.MAX_VALUE;
  private static final double MOST_EXPOSED = 1.5;
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

  private static String inspect(String... arguments) {
    List<String> command = new ArrayList<>(List.of(NAME, "inspect"));
    command.addAll(List.of(arguments));
    return machine.run(command.toArray(new String[0])).ok();
  }

  // ---- Start ----

  @Test
  @Order(1)
  void anInstallationThatNobodyConfiguredIsLeftOutAtBootAndIsNoFailure() {
    service.systemctl("enable").ok();

    service.systemctl("start").ok();

    assertEquals("inactive", service.property("ActiveState"));
    assertEquals("exec-condition", service.property("Result"));
    assertEquals(
        "",
        machine
            .run("systemctl", "--failed", "--plain", "--no-legend", "list-units", service.unit())
            .ok());
    assertTrue(
        service
            .journal()
            .contains("nothing to do: no setting in /etc/" + NAME + "/tender.yaml yet"),
        service.journal());
    service.systemctl("disable").ok();
  }

  @Test
  void withoutSeedsItRefusesAndSaysWhatToWriteAndIsNotStartedAgain() {
    machine.write("/etc/" + NAME + "/tender.yaml", "log-level: info\n");

    Machine.Ended start = service.systemctl("start");

    assertNotEquals(0, start.exitCode(), start.output());
    assertEquals("78", service.property("ExecMainStatus"));
    assertEquals("failed", service.property("ActiveState"));
    assertEquals(0, service.number("NRestarts"));
    assertTrue(
        service.journal().contains("tender.yaml: seeds: no server to ask first: write seeds"),
        service.journal());
  }

  @Test
  void aStartGoesOnForAsLongAsTheClusterIsDownAndSaysWhatItWaitsFor() {
    try (SimulatedCluster down = SimulatedCluster.builder().clusterName("down").nodes(1).start()) {
      String node = down.nodes().get(0).name();
      int port = down.nodes().get(0).port();
      configure("tender", down, "shm-key: " + OTHER_KEY);
      down.killNode(node);
      service.dropIn("TimeoutStartSec=10s");

      machine.run("systemctl", "start", "--no-block", service.unit()).ok();

      Machine.await(
          () -> "a start that takes longer than it may: " + service.systemctl("status").output(),
          () -> startingMicros() > 12_000_000);
      assertEquals("activating", service.property("ActiveState"));
      assertEquals(0, service.number("NRestarts"));
      String status = service.property("StatusText");
      assertTrue(status.contains("cluster not reached yet"), status);
      assertTrue(status.contains("127.0.0.1:" + port), status);

      down.restartNode(node, port);

      Machine.await("an active service", service::active);
      assertEquals(0, service.number("NRestarts"));
    } finally {
      service.systemctl("stop").ok();
      removeOtherSegment();
    }
  }

  // As the user whose directory it is: root is told to.
  private static void removeOtherSegment() {
    machine.run("runuser", "-u", NAME, "--", NAME, "rm", OTHER_KEY);
    assertNotEquals(0, machine.run(NAME, "inspect", OTHER_KEY).exitCode());
  }

  private static long startingMicros() {
    String now = machine.shell("awk '{printf \"%.0f\", $1 * 1000000}' /proc/uptime").ok().strip();
    long started = service.number("ExecMainStartTimestampMonotonic");
    // 0 as long as systemd has not come to it.
    return started == 0 ? 0 : Long.parseLong(now) - started;
  }

  @Test
  void aStartThatHangsIsEnded() {
    configure("tender", cluster);
    service.dropIn(
        "TimeoutStartSec=2s",
        "TimeoutStopSec=2s",
        "Restart=no",
        "Environment=AEROSPIKE_SHM_TENDER_OPTS=-Dio.shmtender.test.stall-file=/run/stall-start");
    machine.write("/run/stall-start", "");

    Machine.Ended start = service.systemctl("start");

    assertNotEquals(0, start.exitCode(), start.output());
    assertEquals("timeout", service.property("Result"));
    machine.run("rm", "/run/stall-start").ok();
  }

  @Test
  void theEnvironmentComesFromAFileAndNoExitCodeOfTheJvmsKeepsItFromBeingStartedAgain()
      throws IOException {
    configure("tender", cluster);
    machine.write("/etc/default/" + NAME, "AEROSPIKE_SHM_TENDER_OPTS=-Xmx72m\n");

    service.systemctl("start").ok();

    String command = machine.shell("tr '\\0' ' ' </proc/" + service.pid() + "/cmdline").ok();
    assertTrue(command.contains(" -Xmx72m "), command);
    assertTrue(settings(NAME + ".service").contains("RestartPreventExitStatus=2 5 78"));
    machine.write("/etc/default/" + NAME, "");
  }

  @Test
  void noDirectoryOfTheHostHasToAllowExecutionButTheServicesOwn() {
    configure("tender", cluster, "c-client-segments:", "  - layout: \"6.4\"");
    machine.shell("mount -o remount,noexec /tmp && mount -o remount,noexec /run").ok();
    try {
      service.systemctl("start").ok();

      Machine.await(
          () -> "a C-client segment: " + service.journal(),
          () -> service.journal().contains("(layout 6.4): owner"));
      assertEquals(
          "", machine.run("find", "/var/cache/" + NAME + "/native", "-mindepth", "1").ok());
    } finally {
      machine.shell("mount -o remount,exec /tmp && mount -o remount,exec /run").ok();
    }
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
  void itStaysSmall() {
    configure("tender", cluster);
    service.systemctl("restart").ok();
    String memory = machine.shell("grep VmHWM /proc/" + service.pid() + "/status").ok();
    long resident = Long.parseLong(memory.replaceAll("[^0-9]", ""));

    System.out.printf("resident: %d kB%n", resident);
    assertTrue(resident <= RESIDENT_KB, memory);
  }

  @Test
  void aStandbyIsReadyToo() {
    configure("tender", cluster);
    configure("second", cluster);
    Service second = new Service(machine, NAME + "@second.service");
    open.add(second::reset);
    service.systemctl("start").ok();
    // A standby turns twice a second; on a busy machine it may be late.
    second.dropIn("WatchdogSec=6s");

    second.systemctl("start").ok();

    assertEquals(
        "standby of key 0xA7000000: another daemon owns it", second.property("StatusText"));
    for (int i = 0; i < 3; i++) {
      String reported = second.property("WatchdogTimestampMonotonic");
      Machine.await(
          "another turn of a standby",
          () -> !second.property("WatchdogTimestampMonotonic").equals(reported));
    }
    assertEquals(0, second.number("NRestarts"));
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

  @Test
  void credentialsComeFromFilesThatOnlyRootReads() {
    Users users = new Users().internal("tender", AdminCommand.hashPassword("secret"));
    String credentials = "/etc/" + NAME + "/credentials/";
    try (SimulatedCluster closed =
        SimulatedCluster.builder().clusterName("closed").nodes(1).users(users).start()) {
      machine.write(credentials + "password", "secret\n");
      machine.shell("chmod -R go= " + credentials).ok();
      configure(
          "tender",
          closed,
          "shm-key: " + OTHER_KEY,
          "user: tender",
          "password-file: ${CREDENTIALS_DIRECTORY}/tender_password");

      machine.run(NAME, "check-config", "/etc/" + NAME + "/tender.yaml").ok();
      Machine.Ended start = service.systemctl("start");

      assertEquals(0, start.exitCode(), service::journal);
      assertTrue(inspect(OTHER_KEY).contains("closed"));
    } finally {
      service.systemctl("stop").ok();
      removeOtherSegment();
      machine.run("rm", credentials + "password").ok();
    }
  }

  @Test
  void theHardeningLeavesSystemVSegmentsAlone() {
    configure("tender", cluster, "c-client-segments:", "  - layout: \"6.4\"");

    service.systemctl("start").ok();

    // The eighth field is the owner.
    String owned = "awk -v u=$(id -u " + NAME + ") '$8 == u' /proc/sysvipc/shm | wc -l";
    Machine.await(
        () -> "a System V segment: " + service.journal(),
        () -> machine.shell(owned).ok().strip().equals("1"));
  }

  // ---- Reload ----

  @Test
  void aReloadChangesTheIntervalAndKeepsTheProcess() {
    configure("tender", cluster);
    service.systemctl("start").ok();
    long pid = service.pid();
    long owners = epoch();
    configure("tender", cluster, "tend-interval: 200ms", "shm-key: " + OTHER_KEY);

    service.systemctl("reload").ok();

    awaitJournal("shm-key stays 0xA7000000 until the daemon is restarted");
    awaitJournal("configuration reloaded: tend-interval 200ms");
    assertEquals(pid, service.pid());
    assertEquals(owners, epoch());
    assertTrue(service.active());
  }

  @Test
  void aReloadOfAFileWithAMistakeChangesNothingAndSaysSo() {
    configure("tender", cluster);
    service.systemctl("start").ok();
    long pid = service.pid();
    configure("tender", cluster, "tend-interval: never");

    Machine.Ended reload = service.systemctl("reload");

    assertNotEquals(0, reload.exitCode(), "a reload that was refused is no success");
    awaitJournal("tender.yaml:2:16: tend-interval: 'never' is not a duration");
    assertEquals(pid, service.pid());
    assertTrue(service.active());
    configure("tender", cluster);
    service.systemctl("reload").ok();
  }

  private static long epoch() {
    Matcher epoch = Pattern.compile("\"epoch\": *(\\d+)").matcher(inspect(KEY, "--json"));
    assertTrue(epoch.find());
    return Long.parseLong(epoch.group(1));
  }

  private static void awaitJournal(String text) {
    Machine.await(() -> text + " in " + service.journal(), () -> service.journal().contains(text));
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

  @Test
  void theWatchdogEndsAConductorThatHangsWhileItsProcessLives() {
    configure("tender", cluster);
    service.dropIn(
        "WatchdogSec=2s",
        "Environment=AEROSPIKE_SHM_TENDER_OPTS=-Dio.shmtender.test.stall-file=/run/stall");
    service.systemctl("start").ok();
    long former = service.pid();

    machine.write("/run/stall", "");

    awaitJournal("StallForTests");
    machine.run("rm", "/run/stall").ok();
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

      Machine.Ended started = machine.run("systemctl", "start", one.unit(), two.unit());
      assertEquals(0, started.exitCode(), () -> one.journal() + two.journal());

      assertTrue(one.property("StatusText").contains("cluster prod, 3 nodes"));
      assertTrue(two.property("StatusText").contains("cluster test, 2 nodes"));
      two.systemctl("stop").ok();
      assertTrue(inspect(KEY).contains("prod"));
      assertTrue(inspect(OTHER_KEY).contains("test"), "a stop leaves the shared directory alone");
      removeOtherSegment();
    }
  }

  // ---- What others say ----

  @Test
  void systemdFindsNothingWrongWithTheUnits() {
    for (String unit : List.of(NAME + ".service", NAME + "@one.service")) {
      assertEquals("", machine.run("systemd-analyze", "verify", unit).ok());

      String exposure = machine.run("systemd-analyze", "security", "--no-pager", unit).output();
      Matcher level = Pattern.compile("exposure level for .*: ([0-9.]+)").matcher(exposure);
      assertTrue(level.find(), exposure);
      assertTrue(Double.parseDouble(level.group(1)) <= MOST_EXPOSED, exposure);
    }
  }

  @Test
  void theTemplateIsThePlainUnitWithAnotherFile() throws IOException {
    List<String> plain = settings("aerospike-shm-tender.service");
    List<String> template = settings("aerospike-shm-tender@.service");

    plain.removeIf(line -> line.startsWith("ConditionPathExists="));
    plain.replaceAll(
        line ->
            line.startsWith("Description=")
                ? line + " (%i)"
                : line.replace("/tender.yaml", "/%i.yaml"));
    assertEquals(String.join("\n", plain), String.join("\n", template));
  }

  private static List<String> settings(String unit) throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(Path.of("..", "systemd", unit)));
    lines.removeIf(line -> line.startsWith("#") || line.isEmpty());
    return lines;
  }

  @Test
  void lintianFindsNoError() throws Exception {
    Process lintian =
        new ProcessBuilder(
                "lintian", "--allow-root", "--fail-on", "error,warning", packageFile().toString())
            .redirectErrorStream(true)
            .start();

    assertEquals("", Machine.ended(lintian, "").ok());
  }

  @Test
  void manualAndCompletionAreThere() throws IOException {
    // From the build: images that containers are made of install no manuals.
    Path manual = Path.of("target", "deb", "usr", "share", "man", "man1", NAME + "-run.1.gz");
    try (InputStream in = new GZIPInputStream(Files.newInputStream(manual))) {
      assertTrue(new String(in.readAllBytes(), StandardCharsets.UTF_8).contains("SIGHUP"));
    }
    assertTrue(
        machine
            .run(
                "bash", "-c", ". /usr/share/bash-completion/completions/$0 && complete -p $0", NAME)
            .ok()
            .contains(NAME));
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
                "find /etc /lib /run /usr /var -path /var/cache/man -prune -o -name '*"
                    + NAME
                    + "*' -print; getent passwd "
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
