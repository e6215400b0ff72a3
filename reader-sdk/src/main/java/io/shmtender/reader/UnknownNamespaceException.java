package io.shmtender.reader;

import java.util.ArrayList;
import java.util.List;

/** The cluster has no namespace of this name. */
public final class UnknownNamespaceException extends ShmReaderException {
  private static final long serialVersionUID = 1L;

  /** Creates an exception with a message. */
  public UnknownNamespaceException(String message) {
    super(message);
  }

  /**
   * Returns one whose message has the cluster's namespaces. By the superclass's name, so that a
   * caller does not have this class loaded before anything failed.
   */
  public static ShmReaderException of(String namespace, ClusterMap map) {
    List<String> known = new ArrayList<>();
    for (NamespaceMap each : map.namespaces()) {
      known.add(each.name());
    }
    return new UnknownNamespaceException(
        "namespace '"
            + namespace
            + "' is not in cluster '"
            + map.clusterName()
            + "', which has "
            + known);
  }

  @Override
  public ResultCode resultCode() {
    return ResultCode.INVALID_NAMESPACE;
  }
}
