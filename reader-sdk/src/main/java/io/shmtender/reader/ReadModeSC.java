package io.shmtender.reader;

import io.shmtender.reader.wire.MessageHeader;

/** What a read of a strong-consistency namespace guarantees. */
public enum ReadModeSC {
  /** This client sees versions in order. Reads from the master. */
  SESSION(0),

  /** All clients see versions in order. */
  LINEARIZE(MessageHeader.INFO3_SC_READ_TYPE),

  /** May read from any full replica; versions may go back. */
  ALLOW_REPLICA(MessageHeader.INFO3_SC_READ_RELAX),

  /** May read from any full replica and from unavailable partitions; versions may go back. */
  ALLOW_UNAVAILABLE(MessageHeader.INFO3_SC_READ_TYPE | MessageHeader.INFO3_SC_READ_RELAX);

  private final int info3;

  ReadModeSC(int info3) {
    this.info3 = info3;
  }

  /** The bits of the message header that ask for it. */
  int info3() {
    return info3;
  }
}
