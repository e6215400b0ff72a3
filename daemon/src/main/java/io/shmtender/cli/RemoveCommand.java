package io.shmtender.cli;

import io.shmtender.layout.SegmentDirectory;
import io.shmtender.layout.SegmentKey;
import io.shmtender.owner.Claim;
import io.shmtender.owner.KeyOwnedException;
import io.shmtender.owner.OwnerLock;
import io.shmtender.reader.SegmentStatus;
import io.shmtender.report.Quantity;
import io.shmtender.segment.SegmentRemoval;
import io.shmtender.segment.SegmentRemoval.Removed;
import io.shmtender.segment.SegmentSettings;
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
    if (directory.files(key).isEmpty()) {
      throw search.missing(key);
    }
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
    PrintWriter out = spec.commandLine().getOut();
    for (Removed file : removed) {
      out.println("removed " + file.path() + (file.segment() ? "" : ", which was not a segment"));
    }
    out.flush();
    return ExitCode.OK;
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
