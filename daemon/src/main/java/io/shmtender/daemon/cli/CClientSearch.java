package io.shmtender.daemon.cli;

import io.shmtender.daemon.cclient.CClientException;
import io.shmtender.daemon.cclient.CClientStatus;
import io.shmtender.daemon.cclient.CClientStatus.TenderKey;
import io.shmtender.daemon.cclient.CClientSurvey;
import io.shmtender.daemon.launch.ExitCode;
import io.shmtender.reader.layout.SegmentDirectory;
import io.shmtender.reader.layout.SegmentKey;
import io.shmtender.reader.layout.Trust;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the C-client segments of this host; those of the tenders of some directories are known. */
final class CClientSearch {
  private static final Logger LOG = LoggerFactory.getLogger(CClientSearch.class);

  private final CClientSurvey survey;

  /**
   * Prepares a search.
   *
   * @param directories where native segments are
   * @throws IOException if a directory cannot be read
   */
  CClientSearch(List<SegmentDirectory> directories) throws IOException {
    Set<TenderKey> tenders = new LinkedHashSet<>();
    for (SegmentDirectory directory : directories) {
      if (isTrusted(directory)) {
        directory.files().forEach(file -> tenders.add(new TenderKey(directory, file.key())));
      }
    }
    survey = new CClientSurvey(tenders);
  }

  // What somebody else's directory says of whose a segment is does not count.
  private static boolean isTrusted(SegmentDirectory directory) {
    try {
      Trust.ofReader(null).directory(directory.path(), Trust.ANY_GROUP);
      return true;
    } catch (IOException e) {
      LOG.debug("{} is left out", directory.path(), e);
      return false;
    }
  }

  /** Prepares a search that knows the tenders of the known directories and of another one. */
  static CClientSearch everywhere(SegmentDirectory also) throws IOException {
    List<SegmentDirectory> directories = new ArrayList<>(KnownDirectories.find());
    if (!directories.contains(also)) {
      directories.add(also);
    }
    return new CClientSearch(directories);
  }

  /** Returns all segments, and why others cannot be read. */
  CClientSurvey.Found all() throws IOException {
    return survey.all();
  }

  /**
   * Returns a key's segment; empty if there is none.
   *
   * @throws CommandFailure if it may not be read
   */
  Optional<CClientStatus> of(SegmentKey key) throws IOException, CommandFailure {
    try {
      return survey.of(key);
    } catch (CClientException e) {
      throw new CommandFailure(ExitCode.UNUSABLE, e.getMessage());
    }
  }
}
