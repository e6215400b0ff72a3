package io.shmtender.client;

import io.shmtender.reader.Key;
import io.shmtender.reader.Node;
import io.shmtender.reader.ShmReaderException;
import io.shmtender.reader.info.HostPort;

/**
 * A command failed. The failures of its earlier attempts are the suppressed exceptions.
 *
 * <p>A write is in doubt when it was sent and nobody can say whether the server applied it: read
 * the record before writing again, unless writing twice does no harm.
 */
public abstract sealed class CommandException extends ShmReaderException
    permits AuthenticationException,
        BackoffException,
        CommandTimeoutException,
        NodeUnreachableException,
        PoolExhaustedException,
        ProtocolException,
        ServerException,
        UnreadableRecordException,
        UnsupportedServerException {
  private static final long serialVersionUID = 1L;

  private final transient Key key;
  private final transient Node node;
  private final int attempts;
  private final boolean inDoubt;

  CommandException(String message, Throwable cause, Attempt attempt) {
    super(message, cause);
    this.key = attempt.key();
    this.node = attempt.node();
    this.attempts = attempt.number();
    this.inDoubt = attempt.inDoubt();
  }

  /** Returns the command's key; null after deserialization. */
  public Key key() {
    return key;
  }

  /** Returns the node of the last attempt; null after deserialization. */
  public Node node() {
    return node;
  }

  /**
   * Returns how many attempts there were; 0 if the time was up before the first one had its turn.
   */
  public int attempts() {
    return attempts;
  }

  @Override
  public boolean inDoubt() {
    return inDoubt;
  }

  /**
   * What an exception says about the attempt that failed.
   *
   * @param key the command's key
   * @param node where it went
   * @param number 1 for the first, 0 before it
   * @param inDoubt whether a write may have been applied
   */
  record Attempt(Key key, Node node, int number, boolean inDoubt) {
    // For messages: what was tried where, and how it stands.
    @Override
    public String toString() {
      return "node "
          + node.name()
          + " at "
          + HostPort.of(node.address(), node.port())
          + ", key "
          + key
          + ", partition "
          + key.partitionId()
          + (number == 0
              ? ", not sent: it was waiting for its turn"
              : number == 1 ? ", first attempt" : ", attempt " + number)
          + (inDoubt ? ", in doubt: the write may have been applied" : "");
    }
  }
}
