package io.shmtender.daemon.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.shmtender.daemon.launch.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Help, wrong usage, {@code check-config}. */
final class UsageTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {"", "run", "ls", "inspect", "watch", "route", "rm", "reload", "check-config"})
  void helpTeachesWithExamplesAndFitsATerminal(String command) {
    CommandRun help =
        command.isEmpty() ? CommandRun.of("--help") : CommandRun.of(command, "--help");

    assertEquals(0, help.exitCode());
    assertTrue(help.out().contains("\nExample"), help::out);
    assertTrue(help.out().lines().allMatch(line -> line.length() <= 100), help::out);
    assertFalse(help.out().contains("generate-completion"), help::out);
  }

  @Test
  void helpHasTheExitCodes() {
    CommandRun help = CommandRun.of("--help");

    for (int code : new int[] {0, 1, 2, 4, 5, 6, 7, 78}) {
      assertTrue(help.line(code + "  ").length() > 10, help::out);
    }
    assertThrows(AssertionError.class, () -> help.line("3  "), "a JVM without memory ends with 3");
  }

  @Test
  void theGuideHasTheSameExitCodes() throws IOException {
    String help = CommandRun.of("--help").out();
    String guide = Files.readString(Path.of("../docs/operating.md"));

    assertEquals(
        numbers("(?m)^ *(\\d+)  ", help.substring(help.indexOf("Exit codes:"))),
        numbers("(?m)^\\| (\\d+) \\| ", guide));
  }

  @Test
  void theGuideHasEveryCommand() throws IOException {
    String guide = Files.readString(Path.of("../docs/operating.md"));
    String known =
        CommandRun.of()
            .err()
            .lines()
            .filter(line -> line.contains("One of "))
            .findFirst()
            .orElseThrow();

    for (String command : known.replaceFirst(".*One of ", "").split(", ", -1)) {
      assertTrue(Pattern.compile("(?m)^\\| `" + command + "[ `]").matcher(guide).find(), command);
    }
  }

  private static List<String> numbers(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text).results().map(found -> found.group(1)).toList();
  }

  @Test
  void versionSaysWhichJavaRunsIt() {
    assertTrue(CommandRun.of("--version").out().contains("Java " + Runtime.version()));
  }

  @Test
  void completionIsThereForShells() {
    assertTrue(CommandRun.of("generate-completion").out().contains("complete -F"));
  }

  @Test
  void noCommandListsThem() {
    CommandRun run = CommandRun.of();

    assertEquals(2, run.exitCode());
    assertTrue(
        run.err()
            .contains(
                "which command? One of run, ls, inspect, watch, route, rm, reload, check-config\n"),
        run::err);
  }

  @ParameterizedTest
  @ValueSource(strings = {"inspct 1", "inspect 1 --jsn", "inspect", "inspect key", "inspect 1 2"})
  void wrongUsageIsTwoOrThreeLinesThatPointToHelp(String line) {
    CommandRun run = CommandRun.of((Object[]) line.split(" "));

    assertEquals(2, run.exitCode());
    assertTrue(run.err().startsWith("aerospike-shm-tender: "), run::err);
    assertTrue(run.err().contains("--help'.\n"), run::err);
    assertTrue(run.err().lines().count() <= 3, run::err);
  }

  @Test
  void aMisspeltCommandIsRecognised() {
    assertTrue(
        CommandRun.of("inspct", "1").err().contains("Did you mean: aerospike-shm-tender inspect?"));
  }

  @Test
  void checkConfigShowsTheEffectiveSettings() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("tender.yaml"), "seeds: [db:3000]\ntend-interval: 500ms\n");

    CommandRun check = CommandRun.of("check-config", file);

    assertEquals(0, check.exitCode());
    assertEquals(file + " is ok:", check.line(file.toString()));
    assertTrue(check.line("seeds").endsWith("  db:3000"), check::out);
    assertTrue(check.line("tend-interval").endsWith("  500ms"), check::out);
    assertTrue(check.line("shm-key").endsWith("  0xA7000000 (default)"), check::out);
    assertTrue(check.line("mode").endsWith("  0644 (rw-r--r--) (default)"), check::out);
  }

  @Test
  void checkConfigTakesTheGuidesCredentials() throws IOException {
    String guide = Files.readString(Path.of("../docs/operating.md"));
    String line =
        guide.lines().filter(each -> each.startsWith("password-file: $")).findFirst().orElseThrow();
    Path file =
        Files.writeString(
            directory.resolve("tender.yaml"), "seeds: [db:3000]\nuser: tender\n" + line + "\n");
    assumeFalse(
        Files.exists(Path.of("/etc/aerospike-shm-tender/credentials")),
        "this host has the package, and passwords of its own");

    CommandRun check = CommandRun.of("check-config", file);

    assertEquals(0, check.exitCode(), check::toString);
    assertTrue(check.line("password-file").contains("known once the service starts"), check::out);
  }

  @Test
  void checkConfigShowsEveryMistake() throws IOException {
    Path file = Files.writeString(directory.resolve("tender.yaml"), "seeds: 3000\nmodes: 1\n");

    CommandRun check = CommandRun.of("check-config", file);

    assertEquals(ExitCode.CONFIGURATION, check.exitCode());
    assertEquals("", check.out());
    assertTrue(check.err().contains("2 mistakes in the configuration"), check::err);
    assertTrue(check.err().contains(file + ":1:8: seeds: '3000' is a port"), check::err);
    assertTrue(
        check.err().contains(file + ":2:1: unknown key 'modes': did you mean 'mode'?"), check::err);
  }

  @Test
  void theExampleInTheHelpOfCheckConfigIsRightUpToFilesOfThisHost() throws IOException {
    String help = CommandRun.of("check-config", "--help").out();
    String example = help.substring(help.indexOf("  seeds:"), help.indexOf("\nExit code"));
    Path file =
        Files.writeString(directory.resolve("tender.yaml"), example.replaceAll("(?m)^  ", ""));

    CommandRun check = CommandRun.of("check-config", file);

    assertEquals(ExitCode.CONFIGURATION, check.exitCode());
    assertTrue(
        check
            .err()
            .lines()
            .skip(1)
            .allMatch(line -> line.matches(".*(there is no file|has no group).*")),
        check::err);
  }
}
