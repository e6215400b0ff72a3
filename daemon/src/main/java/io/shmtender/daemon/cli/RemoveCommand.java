package io.shmtender.daemon.cli;

import io.shmtender.daemon.cclient.CClientException;
import io.shmtender.daemon.cclient.CClientStatus;
import io.shmtender.daemon.cclient.CClientSurvey;
import io.shmtender.daemon.launch.ExitCode;
import io.shmtender.daemon.owner.Claim;
import io.shmtender.daemon.owner.KeyOwnedException;
import io.shmtender.daemon.owner.OwnerLock;
import io.shmtender.daemon.report.Quantity;
import io.shmtender.daemon.segment.SegmentRemoval;
import io.shmtender.daemon.segment.SegmentRemoval.Removed;
import io.shmtender.daemon.segment.SegmentSettings;
import io.shmtender.reader.SegmentStatus;
import io.shmtender.reader.layout.SegmentDirectory;
import io.shmtender.reader.layout.SegmentKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Removes a key's segment. */
@Command(
    name = "rm",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    header = "Remove the segment of a key.",
    description = {
      "",
      "Removes the segment of a key: when its cluster is gone for good, when the key is to serve "
          + "another cluster, or when the file is damaged.",
      "",
      "Refuses while a daemon owns the key, even one that hangs. Processes that read the segment "
          + "keep its last state and change to the next one that appears. The key's lock file "
          + "stays; it is empty but for who held it.",
      "",
      "If the key is that of a C client's System V segment, that is removed, unless a process "
          + "holds its lock.",
      ""
    },
    footerHeading = "%nExample:%n",
    footer = "  aerospike-shm-tender rm 0xA7000000")
final class RemoveCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DirectoryOption directoryOption;

  @Parameters(
      paramLabel = "KEY",
      description = KeyParameter.DESCRIPTION,
      converter = KeyParameter.class)
  private SegmentKey key;

  @Override
  public Integer call() throws CommandFailure, IOException, KeyOwnedException {
    SegmentDirectory directory = directoryOption.get();
    SegmentSearch search = new SegmentSearch(directory);
    Optional<CClientStatus> cClient = CClientSearch.everywhere(directory).of(key);
    boolean isNative = !directory.files(key).isEmpty();
    if (!isNative && cClient.isEmpty()) {
      throw search.missing(key);
    }
    if (cClient.isPresent()) {
      checkNotOwned(cClient.get());
    }
    PrintWriter out = spec.commandLine().getOut();
    if (isNative) {
      removeNative(directory, search, out);
    }
    if (cClient.isPresent()) {
      remove(cClient.get(), out);
    }
    out.flush();
    return ExitCode.OK;
  }

  private void removeNative(SegmentDirectory directory, SegmentSearch search, PrintWriter out)
      throws CommandFailure, IOException, KeyOwnedException {
    // Nobody is taken over from here, so that the threshold plays no part.
    OwnerLock lock = new OwnerLock(directory, key, SegmentSettings.DEFAULT_TAKEOVER_THRESHOLD);
    Optional<Claim> claimed = lock.tryClaim();
    if (claimed.isEmpty()) {
      throw new KeyOwnedException(
          "key " + key + " in " + directory.path() + " is owned: " + owner(search));
    }
    List<Removed> removed;
    try (Claim claim = claimed.get()) {
      removed = new SegmentRemoval(directory, key, claim).remove();
    }
    for (Removed file : removed) {
      out.println("removed " + file.path() + (file.segment() ? "" : ", which was not a segment"));
    }
  }

  private static void checkNotOwned(CClientStatus segment) throws KeyOwnedException {
    boolean tended = segment.isTended(SegmentSettings.DEFAULT_TAKEOVER_THRESHOLD);
    boolean alive = ProcessHandle.of(segment.ownerPid()).isPresent();
    if (segment.locked() && (tended || alive)) {
      throw new KeyOwnedException(
          "C-client segment "
              + segment.key()
              + " is owned: pid "
              + segment.ownerPid()
              + ", "
              + (segment.anyTender() ? "a tender" : "an application")
              + ", tended "
              + Quantity.age(segment.timestampAge())
              + ". Stop that process first");
    }
  }

  private static void remove(CClientStatus segment, PrintWriter out) throws CommandFailure {
    try {
      if (!CClientSurvey.remove(segment)) {
        throw new CommandFailure(
            ExitCode.UNUSABLE,
            "C-client segment "
                + segment.key()
                + " belongs to another user: run this as that user, or as root");
      }
    } catch (CClientException e) {
      throw new CommandFailure(ExitCode.UNUSABLE, e.getMessage());
    }
    out.println(
        "removed C-client segment "
            + segment.key()
            + ", id "
            + segment.id()
            + (segment.attached() == 0
                ? ""
                : ": " + segment.attached() + " process(es) keep it until they end"));
  }

  private String owner(SegmentSearch search) throws CommandFailure, IOException {
    Optional<SegmentStatus> status = search.newest(key).status();
    if (status.isEmpty()) {
      return "a process holds its lock. Stop that daemon first";
    }
    String pid = "pid " + status.get().ownerPid();
    return status.get().tended()
        ? pid + " tends it. Stop that daemon first"
        : pid
            + " holds its lock, but its last tend was "
            + Quantity.age(status.get().heartbeatAge())
            + ": it hangs or is stopped. End that process first";
  }
}
