package io.shmtender.daemon.tend;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.shmtender.reader.info.InfoReply;
import io.shmtender.reader.info.InfoReplyException;
import java.io.IOException;

/**
 * A node with security does not answer since nobody is logged in on the connection, or the session
 * has ended.
 */
final class NotLoggedInException extends IOException {
  private static final long serialVersionUID = 1L;

  private NotLoggedInException(String node, String reply) {
    super(
        "node "
            + node
            + " answers only who is logged in ("
            + InfoReplyException.excerpt(reply.strip())
            + "): set user and password-file");
  }

  /** Throws one if a whole reply says so. */
  static void check(String node, byte[] body) throws NotLoggedInException {
    if (InfoReply.isNotLoggedIn(body)) {
      throw new NotLoggedInException(node, new String(body, ISO_8859_1));
    }
  }
}
