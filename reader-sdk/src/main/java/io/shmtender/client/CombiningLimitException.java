package io.shmtender.client;

import io.shmtender.reader.Node;
import io.shmtender.reader.ResultCode;
import io.shmtender.reader.ShmReaderException;

/**
 * Too many commands wait for a node: see {@link Combining#maxWaitingPerNode()}. The command was not
 * sent.
 */
public final class CombiningLimitException extends ShmReaderException {
  private static final long serialVersionUID = 1L;

  private CombiningLimitException(String message) {
    super(message);
  }

  // Start-up: no new exception in callers, docs/design/start-up.md.
  static CombiningLimitException of(int limit, Node node) {
    return with(
        limit
            + " commands wait for node "
            + node.name()
            + " at "
            + node.address()
            + ":"
            + node.port());
  }

  static CombiningLimitException withoutHolder(int limit) {
    return with(limit + " commands wait for partitions that nobody holds, or to be tried again");
  }

  private static CombiningLimitException with(String what) {
    return new CombiningLimitException(
        what
            + ", which is the limit; this one was not sent. Wait for some before you send more, or"
            + " raise maxWaitingPerNode of the client's options for combining");
  }

  @Override
  public ResultCode resultCode() {
    return ResultCode.ASYNC_QUEUE_FULL;
  }
}
