package io.shmtender.daemon.cli;

import io.shmtender.reader.layout.SegmentDirectory;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which directory a command looks at. */
final class DirectoryOption {
  @Option(
      names = {"-d", "--directory"},
      paramLabel = "DIR",
      description =
          "Where the segments are. Default: AEROSPIKE_SHM_DIR from the environment, else "
              + "/run/aerospike-shm-tender if it exists, else "
              + "$$XDG_RUNTIME_DIR/aerospike-shm-tender, else "
              + "/dev/shm/aerospike-shm-tender-$$UID.")
  private Path directory;

  /** Returns the directory that was given. */
  Optional<SegmentDirectory> given() {
    return Optional.ofNullable(directory)
        .map(path -> new SegmentDirectory(path.toAbsolutePath().normalize()));
  }

  /** Returns the directory that was given, or the standard one. */
  SegmentDirectory get() {
    return given().orElseGet(SegmentDirectory::standard);
  }
}
