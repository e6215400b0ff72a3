package io.shmtender.daemon.cli;

import io.shmtender.daemon.config.CredentialFiles;
import io.shmtender.daemon.config.EffectiveSetting;
import io.shmtender.daemon.config.Overrides;
import io.shmtender.daemon.config.Setting;
import io.shmtender.daemon.config.SettingsReader;
import io.shmtender.daemon.config.SettingsResult;
import io.shmtender.daemon.launch.ExitCode;
import io.shmtender.reader.layout.SegmentDirectory;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks a configuration file. */
@Command(
    name = "check-config",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    header = "Check a configuration file.",
    description = {
      "",
      "Checks a configuration file without running the daemon. Shows every mistake with its line "
          + "and what is allowed, or else each setting as the daemon would use it. Credentials are "
          + "looked for where the package's service has them from.",
      ""
    },
    footerHeading = "%nExample of a file; only seeds has to be there:%n")
final class CheckConfigCommand implements Callable<Integer> {
  private static final int COMMENT_COLUMN = 33;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "The configuration file, YAML.")
  private Path file;

  /** Puts the example of a file into the help: every setting, and what it means. */
  static void describeSettings(CommandSpec command) {
    List<String> lines = new ArrayList<>();
    String section = "";
    for (Setting<?> setting : Setting.all()) {
      String indent = "  ";
      if (setting.section().equals(Setting.C_CLIENT_SEGMENTS.key())) {
        indent = setting.section().equals(section) ? "      " : "    - ";
      } else if (!setting.section().isEmpty()) {
        indent = "    ";
      }
      section = setting.section();
      String line = indent + setting.name() + ":";
      if (!setting.example().isEmpty()) {
        line += " " + setting.example();
      }
      String space = " ".repeat(Math.max(COMMENT_COLUMN - line.length(), 2));
      lines.add(line + space + "# " + setting.meaning());
    }
    lines.add("");
    lines.add("Exit code 0 if the file is in order, 78 if not.");
    command.usageMessage().footer(lines.toArray(new String[0]));
  }

  @Override
  public Integer call() throws CommandFailure {
    SettingsResult result =
        new SettingsReader(SegmentDirectory.standard(), CredentialFiles.ofTheService())
            .read(Optional.of(file), Overrides.none());
    if (result instanceof SettingsResult.Valid valid) {
      print(valid.effective());
      return ExitCode.OK;
    }
    throw new CommandFailure(ExitCode.CONFIGURATION, ((SettingsResult.Invalid) result).message());
  }

  private void print(List<EffectiveSetting> settings) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(file + " is ok:");
    int width = settings.stream().mapToInt(setting -> setting.key().length()).max().orElse(0);
    for (EffectiveSetting setting : settings) {
      out.println(
          "  "
              + setting.key()
              + " ".repeat(width + 2 - setting.key().length())
              + setting.value()
              + (setting.byDefault() ? " (default)" : ""));
    }
    out.flush();
  }
}
