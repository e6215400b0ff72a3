package io.shmtender.reader;

import io.shmtender.reader.wire.MessageHeader;

/** What a write demands of the generation of the record that it changes. */
public enum GenerationPolicy {
  /** Nothing. */
  NONE(0),

  /** The generation is the given one; otherwise {@link ResultCode#GENERATION_ERROR}. */
  EXPECT_GEN_EQUAL(MessageHeader.INFO2_GENERATION),

  /**
   * The given generation is greater than the record's, as when a backup is restored; otherwise
   * {@link ResultCode#GENERATION_ERROR}.
   */
  EXPECT_GEN_GT(MessageHeader.INFO2_GENERATION_GT);

  private final int info2;

  GenerationPolicy(int info2) {
    this.info2 = info2;
  }

  /** The bits of the message header that ask for it. */
  int info2() {
    return info2;
  }
}
