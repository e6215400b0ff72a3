package io.shmtender.client.policy;

import io.shmtender.client.policy.Policy.Knobs;
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
  private static final BatchWritePolicy DEFAULTS = new BatchWritePolicy(new Knobs());

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public BatchWritePolicy {
    Objects.requireNonNull(recordExistsAction, "recordExistsAction");
    Objects.requireNonNull(commitLevel, "commitLevel");
    Objects.requireNonNull(generationPolicy, "generationPolicy");
    Policy.requireShortGeneration(generation);
    Policy.requireExpiration(expiration);
  }

  private BatchWritePolicy(Knobs knobs) {
    this(
        knobs.recordExistsAction,
        knobs.commitLevel,
        knobs.generationPolicy,
        knobs.generation,
        knobs.expiration,
        knobs.durableDelete,
        knobs.sendKey);
  }

  /** Returns the official client's defaults. */
  public static BatchWritePolicy defaults() {
    return DEFAULTS;
  }

  private Knobs changed() {
    Knobs knobs = new Knobs();
    knobs.recordExistsAction = recordExistsAction;
    knobs.commitLevel = commitLevel;
    knobs.generationPolicy = generationPolicy;
    knobs.generation = generation;
    knobs.expiration = expiration;
    knobs.durableDelete = durableDelete;
    knobs.sendKey = sendKey;
    return knobs;
  }

  /** Returns the same policy with another {@link #recordExistsAction()}. */
  public BatchWritePolicy withRecordExistsAction(RecordExistsAction recordExistsAction) {
    Knobs knobs = changed();
    knobs.recordExistsAction = recordExistsAction;
    return new BatchWritePolicy(knobs);
  }

  /** Returns the same policy with another {@link #commitLevel()}. */
  public BatchWritePolicy withCommitLevel(CommitLevel commitLevel) {
    Knobs knobs = changed();
    knobs.commitLevel = commitLevel;
    return new BatchWritePolicy(knobs);
  }

  /** Returns the same policy with another {@link #generationPolicy()}. */
  public BatchWritePolicy withGenerationPolicy(GenerationPolicy generationPolicy) {
    Knobs knobs = changed();
    knobs.generationPolicy = generationPolicy;
    return new BatchWritePolicy(knobs);
  }

  /** Returns the same policy with another {@link #generation()}. */
  public BatchWritePolicy withGeneration(int generation) {
    Knobs knobs = changed();
    knobs.generation = generation;
    return new BatchWritePolicy(knobs);
  }

  /** Returns the same policy with another {@link #expiration()}. */
  public BatchWritePolicy withExpiration(int expiration) {
    Knobs knobs = changed();
    knobs.expiration = expiration;
    return new BatchWritePolicy(knobs);
  }

  /** Returns the same policy with another {@link #durableDelete()}. */
  public BatchWritePolicy withDurableDelete(boolean durableDelete) {
    Knobs knobs = changed();
    knobs.durableDelete = durableDelete;
    return new BatchWritePolicy(knobs);
  }

  /** Returns the same policy with another {@link #sendKey()}. */
  public BatchWritePolicy withSendKey(boolean sendKey) {
    Knobs knobs = changed();
    knobs.sendKey = sendKey;
    return new BatchWritePolicy(knobs);
  }
}
