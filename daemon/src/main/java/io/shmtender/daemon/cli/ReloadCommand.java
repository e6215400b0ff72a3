package io.shmtender.daemon.cli;

import io.shmtender.daemon.launch.ControlDirectory;
import io.shmtender.daemon.launch.ControlSocket;
import io.shmtender.daemon.launch.ExitCode;
import io.shmtender.daemon.launch.ReloadVerdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Has a daemon read its configuration again, and says what came of it. */
@Command(
    name = "reload",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    header = "Have a daemon read its configuration again.",
    description = {
      "",
      "Has a running daemon read its configuration file again, as SIGHUP does, waits until it has "
          + "decided, and says what changed, or why everything stays as it was.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  aerospike-shm-tender reload 4711",
      "  systemctl reload aerospike-shm-tender       the same for the package's service",
      "",
      "Exit code 0 once the daemon goes by the file, 78 with mistakes in the file, 1 when the "
          + "daemon refused it or did not answer."
    })
final class ReloadCommand implements Callable<Integer> {
  private static final Duration UNTIL_IT_ANSWERS = Duration.ofSeconds(60);

  @Spec private CommandSpec spec;
  @Mixin private DirectoryOption directory;

  @Parameters(paramLabel = "PID", description = "The daemon's process id, as 'ls' shows it.")
  private long pid;

  @Option(
      names = {"-q", "--quiet"},
      description = "Print nothing; the daemon's log says what came of it.")
  private boolean quiet;

  @Override
  public Integer call() throws CommandFailure, IOException {
    ReloadVerdict verdict = ask(find());
    if (verdict.exitCode() != ExitCode.OK && !quiet) {
      throw new CommandFailure(
          verdict.exitCode(), "not reloaded, everything stays as it was: " + verdict.message());
    }
    if (!quiet) {
      PrintWriter out = spec.commandLine().getOut();
      out.println("reloaded: " + verdict.message());
      out.flush();
    }
    return verdict.exitCode();
  }

  private Path find() throws CommandFailure, IOException {
    for (Path place : directories()) {
      Optional<Path> socket = ControlSocket.find(place, pid);
      if (socket.isPresent()) {
        return socket.get();
      }
    }
    boolean running = ProcessHandle.of(pid).isPresent();
    throw new CommandFailure(
        ExitCode.FAILURE,
        (running ? "process " + pid + " is no daemon" : "there is no process " + pid)
            + " that can be asked in "
            + directories()
            + ": name its directory with --directory. One without --config has nothing to read"
            + " again");
  }

  private Set<Path> directories() throws IOException {
    Set<Path> found = new LinkedHashSet<>();
    directory.given().ifPresent(given -> found.add(given.path()));
    if (found.isEmpty()) {
      ControlDirectory.ofService(System.getenv()).ifPresent(found::add);
      KnownDirectories.find().forEach(known -> found.add(known.path()));
    }
    found.removeIf(place -> !Files.isReadable(place));
    return found;
  }

  private ReloadVerdict ask(Path socket) throws CommandFailure {
    try {
      return ControlSocket.ask(socket, UNTIL_IT_ANSWERS);
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.FAILURE,
          "cannot ask process "
              + pid
              + " on "
              + socket
              + ": "
              + e.getMessage()
              + ". Only its own user and root may",
          e);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(
          ExitCode.FAILURE,
          "process " + pid + " did not answer within " + UNTIL_IT_ANSWERS.toSeconds() + " s",
          e);
    }
  }
}
