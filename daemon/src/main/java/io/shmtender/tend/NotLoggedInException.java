package io.shmtender.tend;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.shmtender.reader.info.InfoReplyException;
import java.io.IOException;

/**
 * A node with security does not answer since nobody is logged in on the connection, or the session
 * has ended. The reply to info is then an error without names, with one of the server's result
 * codes: 66 for a session that expired, 80 for a connection that never logged in.
 */
final class NotLoggedInException extends IOException {
  private static final long serialVersionUID = 1L;

  private static final String EXPIRED_SESSION = "ERROR:66:";
  private static final String NOT_AUTHENTICATED = "ERROR:80:";

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
    // Replies with maps are large, and this one is short.
    String reply = new String(body, 0, Math.min(body.length, 100), ISO_8859_1);
    if (reply.startsWith(EXPIRED_SESSION) || reply.startsWith(NOT_AUTHENTICATED)) {
      throw new NotLoggedInException(node, reply);
    }
  }
}
