package io.shmtender.benchmarks;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** JVMs of their own. */
final class Jvm {
  /** What the tender's library for shared memory needs in a JVM. */
  static final List<String> EXPORTS =
      List.of(
          "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
          "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED");

  private Jvm() {}

  /**
   * Runs a main class to its end and returns what it printed.
   *
   * @param library a class of the library that it is about, which comes first on the class path:
   *     nobody's start should depend on how many other libraries are searched before
   */
  static String run(Class<?> library, Class<?> main, String... arguments) {
    Process process = start(Processors.ALL, List.of(), library, main, arguments);
    try {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int exit = process.waitFor();
      if (exit != 0) {
        throw new IllegalStateException(main + " ended with " + exit + ": " + output);
      }
      return output.strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Starts a main class as {@link #run} does, on some processors. */
  static Process start(
      Processors processors,
      List<String> flags,
      Class<?> library,
      Class<?> main,
      String... arguments) {
    List<String> command = new ArrayList<>(processors.launcher());
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    String classPath =
        library.getProtectionDomain().getCodeSource().getLocation().getPath()
            + File.pathSeparator
            + System.getProperty("java.class.path");
    command.addAll(List.of("-cp", classPath, main.getName()));
    command.addAll(List.of(arguments));
    try {
      return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
