package io.shmtender.simulator.spec;

/** Ways in which a node's answers can be broken. */
public enum Garble {
  /** The header announces more bytes than follow, and the connection closes. */
  TRUNCATED,
  /** The bytes after the header are inverted. */
  INVERTED_BODY,
  /** The whole answer, header included, is inverted. */
  INVERTED_ALL,
  /** The header announces an answer of more than 200 terabytes. */
  HUGE_SIZE,
  /** The answer is empty: a header that announces no bytes. */
  EMPTY
}
