package io.shmtender.client.policy;

import java.util.Objects;

/**
 * How one record of a batch is written. Names and defaults are those of the official client.
 * Immutable.
 *
 * @param recordExistsAction what to do depending on whether the record exists
 * @param commitLevel when the server answers
 * @param generationPolicy what to demand of the record's generation
 * @param generation the generation that the generation policy speaks of, 0 to 65535
 * @param expiration seconds that the record lives from now on; 0 for the namespace's default, -1
 *     for ever, -2 to leave it as it is
 * @param durableDelete whether a deleted record leaves a tombstone, so that it does not come back;
 *     Enterprise only
 * @param sendKey whether to send the user key too, for the server to store
 */
public record BatchWritePolicy(
    RecordExistsAction recordExistsAction,
    CommitLevel commitLevel,
    GenerationPolicy generationPolicy,
    int generation,
    int expiration,
    boolean durableDelete,
    boolean sendKey) {
  // The generation has two bytes in a batch.
  private static final int MAX_GENERATION = 0xFFFF;
  private static final BatchWritePolicy DEFAULTS =
      new BatchWritePolicy(
          RecordExistsAction.UPDATE,
          CommitLevel.COMMIT_ALL,
          GenerationPolicy.NONE,
          0,
          0,
          false,
          false);

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public BatchWritePolicy {
    Objects.requireNonNull(recordExistsAction, "recordExistsAction");
    Objects.requireNonNull(commitLevel, "commitLevel");
    Objects.requireNonNull(generationPolicy, "generationPolicy");
    if (generation < 0 || generation > MAX_GENERATION) {
      throw new IllegalArgumentException(
          "generation " + generation + " is not 0 to " + MAX_GENERATION);
    }
    if (expiration < -2) {
      throw new IllegalArgumentException("expiration " + expiration + " is below -2");
    }
  }

  /** Returns the official client's defaults. */
  public static BatchWritePolicy defaults() {
    return DEFAULTS;
  }

  /** Returns the same policy with another {@link #recordExistsAction()}. */
  public BatchWritePolicy withRecordExistsAction(RecordExistsAction recordExistsAction) {
    return new BatchWritePolicy(
        recordExistsAction,
        commitLevel,
        generationPolicy,
        generation,
        expiration,
        durableDelete,
        sendKey);
  }

  /** Returns the same policy with another {@link #commitLevel()}. */
  public BatchWritePolicy withCommitLevel(CommitLevel commitLevel) {
    return new BatchWritePolicy(
        recordExistsAction,
        commitLevel,
        generationPolicy,
        generation,
        expiration,
        durableDelete,
        sendKey);
  }

  /** Returns the same policy with another {@link #generationPolicy()}. */
  public BatchWritePolicy withGenerationPolicy(GenerationPolicy generationPolicy) {
    return new BatchWritePolicy(
        recordExistsAction,
        commitLevel,
        generationPolicy,
        generation,
        expiration,
        durableDelete,
        sendKey);
  }

  /** Returns the same policy with another {@link #generation()}. */
  public BatchWritePolicy withGeneration(int generation) {
    return new BatchWritePolicy(
        recordExistsAction,
        commitLevel,
        generationPolicy,
        generation,
        expiration,
        durableDelete,
        sendKey);
  }

  /** Returns the same policy with another {@link #expiration()}. */
  public BatchWritePolicy withExpiration(int expiration) {
    return new BatchWritePolicy(
        recordExistsAction,
        commitLevel,
        generationPolicy,
        generation,
        expiration,
        durableDelete,
        sendKey);
  }

  /** Returns the same policy with another {@link #durableDelete()}. */
  public BatchWritePolicy withDurableDelete(boolean durableDelete) {
    return new BatchWritePolicy(
        recordExistsAction,
        commitLevel,
        generationPolicy,
        generation,
        expiration,
        durableDelete,
        sendKey);
  }

  /** Returns the same policy with another {@link #sendKey()}. */
  public BatchWritePolicy withSendKey(boolean sendKey) {
    return new BatchWritePolicy(
        recordExistsAction,
        commitLevel,
        generationPolicy,
        generation,
        expiration,
        durableDelete,
        sendKey);
  }
}
