package io.shmtender.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The daemons of one key: an owner and a standby. */
final class Tenders implements AutoCloseable {
  /** The daemon's default. */
  static final Duration INTERVAL = Duration.ofSeconds(1);

  /** Far below the default of 30 s: nobody wants to watch that. */
  static final Duration TAKEOVER_THRESHOLD = Duration.ofSeconds(3);

  private static final Duration START_LIMIT = Duration.ofMinutes(2);

  private final Path launcher;
  private final List<String> arguments;
  private final List<TenderProcess> running = new ArrayList<>();
  private int started;

  Tenders(Path launcher, Path directory, List<String> seeds, StatusAddress status) {
    this.launcher = launcher;
    List<String> words = new ArrayList<>();
    words.add("run");
    for (String seed : seeds) {
      words.addAll(List.of("--seed", seed));
    }
    words.addAll(List.of("--tend-interval", INTERVAL.toSeconds() + "s"));
    words.addAll(List.of("--takeover-threshold", TAKEOVER_THRESHOLD.toSeconds() + "s"));
    words.addAll(List.of("--http-address", status.setting()));
    words.addAll(List.of("--directory", directory.toString()));
    this.arguments = List.copyOf(words);
  }

  /** Returns the command line of every one of them in a few lines, as one would type it. */
  List<String> commandLine() {
    int seedsEnd = arguments.indexOf("--tend-interval");
    int directory = arguments.indexOf("--directory");
    return List.of(
        launcher.getFileName() + " " + arguments.get(0),
        "    " + String.join(" ", arguments.subList(1, seedsEnd)),
        "    " + String.join(" ", arguments.subList(seedsEnd, directory)),
        "    " + String.join(" ", arguments.subList(directory, arguments.size())));
  }

  /** Starts a daemon. */
  TenderProcess start() throws DemoFailure {
    List<String> command = new ArrayList<>();
    command.add(launcher.toString());
    command.addAll(arguments);
    TenderProcess tender = TenderProcess.start(++started, command);
    running.add(tender);
    return tender;
  }

  /** Starts a daemon and waits until it stands by. */
  TenderProcess startStandby(Pace pace) throws DemoFailure, CurtainException {
    TenderProcess tender = start();
    pace.until(
        START_LIMIT,
        () -> "a standby: " + tender.process().lastLines(),
        () -> tender.timesStandby() > 0);
    return tender;
  }

  /** Returns the daemon of a process id. */
  TenderProcess byPid(long pid) throws DemoFailure {
    for (TenderProcess tender : running) {
      if (tender.pid() == pid) {
        return tender;
      }
    }
    throw new DemoFailure("the owner, pid " + pid + ", is none of this demo's daemons: " + running);
  }

  /** Takes a daemon off the list whose process has ended. */
  void forget(TenderProcess tender) {
    tender.close();
    running.remove(tender);
  }

  @Override
  public void close() {
    running.forEach(TenderProcess::close);
  }
}
