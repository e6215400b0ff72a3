package io.shmtender.reader;

/**
 * Says which node a command for a key goes to. {@link ShmReader} is the one that applications have;
 * their tests may have others, which make views of their own:
 *
 * <pre>{@code
 * short[][] masters = new short[1][NamespaceMap.PARTITIONS]; // all at place 0
 * NamespaceMap test =
 *     new NamespaceMap("test", false, masters, new int[NamespaceMap.PARTITIONS], new int[1]);
 * ClusterMap map = new ClusterMap("", List.of(node), List.of(test));
 * ClusterView view = new ClusterView(map, 1, Instant.now());
 * }</pre>
 *
 * <p>Implementations are safe for use by many threads at once.
 */
public interface Router {
  /**
   * Returns the newest view of the cluster.
   *
   * @throws ShmReaderException if there is none, or it is older than the application's limit
   */
  ClusterView view();

  /**
   * Looks for a newer view than {@link #view()} would: called after a node could not be reached or
   * said that it does not own a partition, when the segment itself may have been replaced.
   *
   * @throws ShmReaderException if there is none, or it is older than the application's limit
   */
  ClusterView freshView();
}
