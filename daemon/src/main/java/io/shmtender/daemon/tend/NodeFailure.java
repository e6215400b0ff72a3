package io.shmtender.daemon.tend;

import com.aerospike.client.AerospikeException;
import io.shmtender.reader.info.InfoReplyException;
import io.shmtender.reader.login.LoginRefusedException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;

/** Why a node could not be refreshed, in a few words for metrics. */
public enum NodeFailure {
  /** It could not be connected to, in time or at all. */
  CONNECT,
  /** It refused the login. */
  LOGIN,
  /** It did not answer in time. */
  TIMEOUT,
  /** It closed the connection. */
  CLOSED,
  /** It answered with something else than was asked for. */
  REPLY,
  /** Another node is at its address. */
  OTHER_NODE;

  /** Returns which of them a failure is, as listeners get it. */
  public static NodeFailure of(Exception failure) {
    if (failure instanceof NodeRefresh.OtherNodeException) {
      return OTHER_NODE;
    }
    if (failure instanceof InfoReplyException) {
      return REPLY;
    }
    if (failure instanceof NotLoggedInException) {
      return LOGIN;
    }
    Throwable cause = failure.getCause();
    if (cause instanceof AerospikeException.Connection) {
      return CONNECT;
    }
    // The second is what is no answer to a login, the third of a certificate.
    if (cause instanceof LoginRefusedException
        || cause instanceof ProtocolException
        || cause instanceof AerospikeException) {
      return LOGIN;
    }
    return cause instanceof SocketTimeoutException ? TIMEOUT : CLOSED;
  }
}
