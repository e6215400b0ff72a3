package io.shmtender.client.policy;

import java.util.Objects;

/**
 * How one record of a batch is deleted. Names and defaults are those of the official client.
 * Immutable.
 *
 * @param commitLevel when the server answers
 * @param generationPolicy what to demand of the record's generation
 * @param generation the generation that the generation policy speaks of, 0 to 65535
 * @param durableDelete whether a deleted record leaves a tombstone, so that it does not come back;
 *     Enterprise only
 * @param sendKey whether to send the user key too, for the server to store
 */
public record BatchDeletePolicy(
    CommitLevel commitLevel,
    GenerationPolicy generationPolicy,
    int generation,
    boolean durableDelete,
    boolean sendKey) {
  private static final BatchDeletePolicy DEFAULTS =
      new BatchDeletePolicy(CommitLevel.COMMIT_ALL, GenerationPolicy.NONE, 0, false, false);

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public BatchDeletePolicy {
    Objects.requireNonNull(commitLevel, "commitLevel");
    Objects.requireNonNull(generationPolicy, "generationPolicy");
    Policy.requireShortGeneration(generation);
  }

  /** Returns the official client's defaults. */
  public static BatchDeletePolicy defaults() {
    return DEFAULTS;
  }

  /** Returns the same policy with another {@link #commitLevel()}. */
  public BatchDeletePolicy withCommitLevel(CommitLevel commitLevel) {
    return new BatchDeletePolicy(commitLevel, generationPolicy, generation, durableDelete, sendKey);
  }

  /** Returns the same policy with another {@link #generationPolicy()}. */
  public BatchDeletePolicy withGenerationPolicy(GenerationPolicy generationPolicy) {
    return new BatchDeletePolicy(commitLevel, generationPolicy, generation, durableDelete, sendKey);
  }

  /** Returns the same policy with another {@link #generation()}. */
  public BatchDeletePolicy withGeneration(int generation) {
    return new BatchDeletePolicy(commitLevel, generationPolicy, generation, durableDelete, sendKey);
  }

  /** Returns the same policy with another {@link #durableDelete()}. */
  public BatchDeletePolicy withDurableDelete(boolean durableDelete) {
    return new BatchDeletePolicy(commitLevel, generationPolicy, generation, durableDelete, sendKey);
  }

  /** Returns the same policy with another {@link #sendKey()}. */
  public BatchDeletePolicy withSendKey(boolean sendKey) {
    return new BatchDeletePolicy(commitLevel, generationPolicy, generation, durableDelete, sendKey);
  }
}
