package io.shmtender.testing;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A JVM of its own with this test's class path; ended by its id when closed. */
public final class ChildJvm extends ChildProcess {
  private ChildJvm(Map<String, String> environment, List<String> command) {
    super(with(environment, new ProcessBuilder(command)));
  }

  private static ProcessBuilder with(Map<String, String> environment, ProcessBuilder builder) {
    builder.environment().putAll(environment);
    return builder;
  }

  /** Starts a main class. */
  public static ChildJvm start(Class<?> main, String... arguments) {
    return start(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"), main, arguments);
  }

  /** Starts a main class with JVM flags. */
  public static ChildJvm start(List<String> flags, Class<?> main, String... arguments) {
    return start(Map.of(), flags, main, arguments);
  }

  /** Starts a main class that is on this test's class path, but not known here. */
  public static ChildJvm start(List<String> flags, String main, String... arguments) {
    return start(List.of(), Map.of(), flags, main, arguments);
  }

  /** Starts a main class by a command that starts the one that follows it, such as setpriv. */
  public static ChildJvm startBy(List<String> starter, Class<?> main, String... arguments) {
    return start(
        starter,
        Map.of(),
        List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
        main.getName(),
        arguments);
  }

  /** Starts a main class with JVM flags and more in its environment than this process has. */
  public static ChildJvm start(
      Map<String, String> environment, List<String> flags, Class<?> main, String... arguments) {
    return start(List.of(), environment, flags, main.getName(), arguments);
  }

  private static ChildJvm start(
      List<String> starter,
      Map<String, String> environment,
      List<String> flags,
      String main,
      String... arguments) {
    // A shell has its background jobs ignore SIGINT, and nohup SIGHUP; what is ignored stays so in
    // their children.
    List<String> command = new ArrayList<>(starter);
    command.addAll(List.of("env", "--default-signal=INT,HUP"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // What the build gave this test's JVM: the exports that chronicle-bytes needs.
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-"))
        .forEach(command::add);
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
    command.addAll(List.of(arguments));
    return new ChildJvm(environment, command);
  }
}
