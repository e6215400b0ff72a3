package io.shmtender.client.policy;

import io.shmtender.reader.ResultCode;

/** What a write demands of the generation of the record that it changes. */
public enum GenerationPolicy {
  /** Nothing. */
  NONE,

  /** The generation has to be the given one, or else {@link ResultCode#GENERATION_ERROR}. */
  EXPECT_GEN_EQUAL,

  /**
   * The given generation is greater than the record's, as when a backup is restored; otherwise
   * {@link ResultCode#GENERATION_ERROR}.
   */
  EXPECT_GEN_GT
}
