package io.shmtender.daemon.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shmtender.daemon.config.EffectiveSetting;
import io.shmtender.daemon.config.Setting;
import io.shmtender.daemon.config.SettingsReader;
import io.shmtender.daemon.config.SettingsResult;
import io.shmtender.reader.layout.SegmentDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The flags of {@code run} that stand for settings. */
final class SettingFlagsTest {
  private static final String[] ARGUMENTS = {
    "--seed=10.0.0.1",
    "-s",
    "[::1]:3010",
    "--key=7",
    "--cluster-name=prod",
    "--directory=/shm",
    "--tend-interval=250ms",
    "--takeover-threshold=9s",
    "--max-nodes=20",
    "--max-namespaces=4",
    "--mode=0640",
    "--group=root",
    "--c-client-segment=6.4",
    "--http-address=off",
    "--http-host=tender.example.org",
    "--use-services-alternate",
    "--log-level=warn"
  };

  private static Map<String, String> set(String... arguments) {
    CommandLine command = Main.commandLine();
    command.parseArgs(Stream.concat(Stream.of("run"), Stream.of(arguments)).toArray(String[]::new));
    CommandSpec spec = command.getSubcommands().get("run").getCommandSpec();
    DirectoryOption directory = (DirectoryOption) spec.mixins().get("directory").userObject();
    SettingsResult result =
        new SettingsReader(SegmentDirectory.standard())
            .read(Optional.empty(), SettingFlags.overrides(spec, directory));
    Map<String, String> set = new TreeMap<>();
    for (EffectiveSetting setting :
        assertInstanceOf(SettingsResult.Valid.class, result, result::toString).effective()) {
      if (!setting.byDefault()) {
        set.put(setting.key(), setting.value());
      }
    }
    return set;
  }

  @Test
  void eachReachesItsSetting() {
    Map<String, String> expected = new TreeMap<>();
    expected.put("seeds", "10.0.0.1:3000, [::1]:3010");
    expected.put("shm-key", "0x00000007");
    expected.put("cluster-name", "prod");
    expected.put("directory", "/shm");
    expected.put("tend-interval", "250ms");
    expected.put("shm-takeover-threshold", "9s");
    expected.put("shm-max-nodes", "20");
    expected.put("shm-max-namespaces", "4");
    expected.put("mode", "0640 (rw-r-----)");
    expected.put("group", "root");
    expected.put("c-client-segments", "0xA9000000:6.4:16:8");
    expected.put("http-address", "off");
    expected.put("http-hosts", "tender.example.org");
    expected.put("use-services-alternate", "true");
    expected.put("log-level", "warn");

    assertEquals(expected, set(ARGUMENTS));
  }

  @Test
  void withoutOneNothingIsSetButTheSeed() {
    assertEquals(Map.of("seeds", "a:3000"), set("--seed", "a"));
  }

  @Test
  void theHelpOfRunSaysOfEachWhatItIsAndItsDefault() {
    String help = CommandRun.of("run", "--help").out().replaceAll("\\s+", " ");
    List<String> missing = new ArrayList<>();
    for (Setting<?> setting : Setting.all()) {
      // What the directory is by default needs more words.
      if (setting.flag().isPresent() && setting != Setting.DIRECTORY) {
        String label = setting.flag().get().label();
        String flag = setting.flag().get().names().get(0) + (label.isEmpty() ? "" : "=" + label);
        if (!help.contains(flag + " " + setting.meaning() + ".")) {
          missing.add(flag + " " + setting.meaning());
        }
      }
    }
    assertEquals(List.of(), missing, help);
    assertTrue(
        help.contains(
            "--tend-interval=DURATION From one tend to the next; 10ms to 1h. Default: 1s."),
        help);
  }

  @Test
  void oneThatIsGivenTwiceWhereOneCountsIsWrongUsage() {
    CommandRun run = CommandRun.of("run", "--key", "1", "--key", "2");

    assertEquals(2, run.exitCode());
    assertTrue(run.err().contains("option '--key' (KEY) should be specified only once"), run::err);
  }

  @Test
  void aLevelThatIsNoneIsWrongUsage() {
    CommandRun run = CommandRun.of("run", "--log-level", "loud");

    assertEquals(2, run.exitCode());
    assertTrue(run.err().contains("--log-level"), run::err);
  }
}
