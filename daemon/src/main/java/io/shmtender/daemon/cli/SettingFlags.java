package io.shmtender.daemon.cli;

import io.shmtender.daemon.config.Overrides;
import io.shmtender.daemon.config.Setting;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Flags of {@code run} for the settings that have one; they come before the file. */
final class SettingFlags {
  private SettingFlags() {}

  /** Gives a command the flags. That of the directory it has, as other commands do. */
  static void addTo(CommandSpec command) {
    for (Setting<?> setting : Setting.all()) {
      if (setting != Setting.DIRECTORY) {
        setting.flag().ifPresent(flag -> command.addOption(option(setting, flag)));
      }
    }
  }

  private static OptionSpec option(Setting<?> setting, Setting.Flag flag) {
    OptionSpec.Builder option =
        OptionSpec.builder(flag.names().toArray(new String[0]))
            .description(description(setting, flag));
    if (flag.label().isEmpty()) {
      return option.type(boolean.class).arity("0").build();
    }
    option.paramLabel(flag.label()).arity("1");
    if (flag.repeated()) {
      return option.type(List.class).auxiliaryTypes(String.class).build();
    }
    Optional<Class<? extends Enum<?>>> choices = flag.choices();
    return option.type(choices.isPresent() ? choices.get() : String.class).build();
  }

  private static String description(Setting<?> setting, Setting.Flag flag) {
    StringBuilder text = new StringBuilder(setting.meaning()).append('.');
    if (!setting.defaultText().equals("none")) {
      text.append(" Default: ").append(setting.defaultText()).append('.');
    }
    if (flag.repeated()) {
      text.append(" May be given several times.");
    }
    if (!flag.note().isEmpty()) {
      text.append(' ').append(flag.note());
    }
    if (!flag.names().contains("--" + setting.key())) {
      text.append(" In the file: ").append(setting.key()).append('.');
    }
    return text.toString();
  }

  /** Returns the settings that a command was given. */
  static Overrides overrides(CommandSpec command, DirectoryOption directory) {
    Overrides overrides = Overrides.none();
    for (Setting<?> setting : Setting.all()) {
      if (setting.flag().isPresent()) {
        String name = setting.flag().get().names().get(0);
        List<String> values =
            setting == Setting.DIRECTORY
                ? directory.given().stream().map(given -> given.path().toString()).toList()
                : texts(command.findOption(name).getValue());
        overrides = overrides.with(setting.key(), name, values);
      }
    }
    return overrides;
  }

  private static List<String> texts(Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(Object::toString).toList();
    }
    return value == null || value.equals(false) ? List.of() : List.of(value.toString());
  }
}
