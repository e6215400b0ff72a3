package io.shmtender.daemon.conductor;

import io.shmtender.reader.ClusterMap;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says how much heap a cluster takes, for whoever has to give the daemon more of it. */
final class HeapNeed {
  private static final Logger LOG = LoggerFactory.getLogger(HeapNeed.class);
  private static final String SHORT_OF_HEAP = "Java heap space";

  // As measured, with the status page open and some room: what any cluster takes, what each node
  // takes, and what each namespace takes for itself and on each node.
  private static final long BASE = 12 << 20;
  private static final long NODE = 20 << 10;
  private static final long NAMESPACE = 300 << 10;
  private static final long NAMESPACE_ON_NODE = 512;

  private final long availableMegabytes;
  private Optional<ClusterMap> known = Optional.empty();
  private long saidMegabytes;

  HeapNeed(long availableBytes) {
    availableMegabytes = availableBytes >> 20;
  }

  /** Notes what is tended, and warns if it takes more than there is. */
  void note(Optional<ClusterMap> map) {
    if (map.isEmpty()) {
      return;
    }
    known = map;
    long megabytes = megabytes(map.get());
    if (megabytes > availableMegabytes && megabytes > saidMegabytes) {
      saidMegabytes = megabytes;
      LOG.warn(
          "a cluster of {} nodes and {} namespaces takes about {} MB of heap, and the daemon has {}"
              + " MB: give it more by -Xmx in AEROSPIKE_SHM_TENDER_OPTS before it runs short",
          map.get().nodes().size(),
          map.get().namespaces().size(),
          megabytes,
          availableMegabytes);
    }
  }

  /** Returns the heap that a cluster takes, rounded up. */
  static long megabytes(ClusterMap map) {
    long nodes = map.nodes().size();
    long namespaces = map.namespaces().size();
    long bytes =
        BASE + nodes * NODE + namespaces * NAMESPACE + nodes * namespaces * NAMESPACE_ON_NODE;
    return 1 + (bytes >> 20);
  }

  private static String description(ClusterMap map) {
    return "a cluster of "
        + map.nodes().size()
        + " nodes and "
        + map.namespaces().size()
        + " namespaces takes about "
        + megabytes(map)
        + " MB of heap";
  }

  /** Returns an error that says what the memory was for, as far as that is known. */
  OutOfMemoryError explained(OutOfMemoryError error) {
    if (known.isEmpty() || !SHORT_OF_HEAP.equals(error.getMessage())) {
      return error;
    }
    OutOfMemoryError explained =
        new OutOfMemoryError(SHORT_OF_HEAP + ", and " + description(known.get()));
    explained.initCause(error);
    return explained;
  }
}
