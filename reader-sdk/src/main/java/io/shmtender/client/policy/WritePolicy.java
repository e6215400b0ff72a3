package io.shmtender.client.policy;

import java.util.Objects;

/** How a write is done. Names and defaults are those of the official client. Immutable. */
public final class WritePolicy extends Policy {
  private static final WritePolicy DEFAULTS = new WritePolicy(new Knobs());

  private final RecordExistsAction recordExistsAction;
  private final GenerationPolicy generationPolicy;
  private final CommitLevel commitLevel;
  private final int generation;
  private final int expiration;
  private final boolean durableDelete;
  private final boolean respondAllOps;

  private WritePolicy(Knobs knobs) {
    super(knobs);
    recordExistsAction = Objects.requireNonNull(knobs.recordExistsAction, "recordExistsAction");
    generationPolicy = Objects.requireNonNull(knobs.generationPolicy, "generationPolicy");
    commitLevel = Objects.requireNonNull(knobs.commitLevel, "commitLevel");
    generation = requireNonNegative("generation", knobs.generation);
    expiration = requireExpiration(knobs.expiration);
    durableDelete = knobs.durableDelete;
    respondAllOps = knobs.respondAllOps;
  }

  /** Returns the official client's defaults. */
  public static WritePolicy defaults() {
    return DEFAULTS;
  }

  private Knobs changed() {
    Knobs knobs = new Knobs(this);
    knobs.recordExistsAction = recordExistsAction;
    knobs.generationPolicy = generationPolicy;
    knobs.commitLevel = commitLevel;
    knobs.generation = generation;
    knobs.expiration = expiration;
    knobs.durableDelete = durableDelete;
    knobs.respondAllOps = respondAllOps;
    return knobs;
  }

  /** Returns what to do depending on whether the record exists. */
  public RecordExistsAction recordExistsAction() {
    return recordExistsAction;
  }

  /** Returns what to demand of the record's generation. */
  public GenerationPolicy generationPolicy() {
    return generationPolicy;
  }

  /** Returns when the server answers. */
  public CommitLevel commitLevel() {
    return commitLevel;
  }

  /** Returns the generation that the generation policy speaks of, 0 or more. */
  public int generation() {
    return generation;
  }

  /**
   * Returns how many seconds the record lives from now on; 0 for the namespace's default, -1 for
   * ever, -2 to leave it as it is.
   */
  public int expiration() {
    return expiration;
  }

  /**
   * Returns whether a deleted record leaves a tombstone, so that it does not come back; Enterprise
   * only.
   */
  public boolean durableDelete() {
    return durableDelete;
  }

  /**
   * Returns whether every operation of an {@code operate} has a result, the ones that write too:
   * {@link io.shmtender.client.Value#NULL}. So it always is with map operations, and never when all
   * bins are read.
   */
  public boolean respondAllOps() {
    return respondAllOps;
  }

  /** Returns the same policy with another {@link #recordExistsAction()}. */
  public WritePolicy withRecordExistsAction(RecordExistsAction recordExistsAction) {
    Knobs knobs = changed();
    knobs.recordExistsAction = recordExistsAction;
    return new WritePolicy(knobs);
  }

  /** Returns the same policy with another {@link #generationPolicy()}. */
  public WritePolicy withGenerationPolicy(GenerationPolicy generationPolicy) {
    Knobs knobs = changed();
    knobs.generationPolicy = generationPolicy;
    return new WritePolicy(knobs);
  }

  /** Returns the same policy with another {@link #commitLevel()}. */
  public WritePolicy withCommitLevel(CommitLevel commitLevel) {
    Knobs knobs = changed();
    knobs.commitLevel = commitLevel;
    return new WritePolicy(knobs);
  }

  /** Returns the same policy with another {@link #generation()}. */
  public WritePolicy withGeneration(int generation) {
    Knobs knobs = changed();
    knobs.generation = generation;
    return new WritePolicy(knobs);
  }

  /** Returns the same policy with another {@link #expiration()}. */
  public WritePolicy withExpiration(int expiration) {
    Knobs knobs = changed();
    knobs.expiration = expiration;
    return new WritePolicy(knobs);
  }

  /** Returns the same policy with another {@link #replica()}. */
  public WritePolicy withReplica(Replica replica) {
    Knobs knobs = changed();
    knobs.replica = replica;
    return new WritePolicy(knobs);
  }

  /** Returns the same policy with another {@link #connectTimeout()}. */
  public WritePolicy withConnectTimeout(int connectTimeout) {
    Knobs knobs = changed();
    knobs.connectTimeout = connectTimeout;
    return new WritePolicy(knobs);
  }

  /** Returns the same policy with another {@link #socketTimeout()}. */
  public WritePolicy withSocketTimeout(int socketTimeout) {
    Knobs knobs = changed();
    knobs.socketTimeout = socketTimeout;
    return new WritePolicy(knobs);
  }

  /** Returns the same policy with another {@link #totalTimeout()}. */
  public WritePolicy withTotalTimeout(int totalTimeout) {
    Knobs knobs = changed();
    knobs.totalTimeout = totalTimeout;
    return new WritePolicy(knobs);
  }

  /** Returns the same policy with another {@link #maxRetries()}. */
  public WritePolicy withMaxRetries(int maxRetries) {
    Knobs knobs = changed();
    knobs.maxRetries = maxRetries;
    return new WritePolicy(knobs);
  }

  /** Returns the same policy with another {@link #sleepBetweenRetries()}. */
  public WritePolicy withSleepBetweenRetries(int sleepBetweenRetries) {
    Knobs knobs = changed();
    knobs.sleepBetweenRetries = sleepBetweenRetries;
    return new WritePolicy(knobs);
  }

  /** Returns the same policy with another {@link #sendKey()}. */
  public WritePolicy withSendKey(boolean sendKey) {
    Knobs knobs = changed();
    knobs.sendKey = sendKey;
    return new WritePolicy(knobs);
  }

  /** Returns the same policy with another {@link #durableDelete()}. */
  public WritePolicy withDurableDelete(boolean durableDelete) {
    Knobs knobs = changed();
    knobs.durableDelete = durableDelete;
    return new WritePolicy(knobs);
  }

  /** Returns the same policy with another {@link #respondAllOps()}. */
  public WritePolicy withRespondAllOps(boolean respondAllOps) {
    Knobs knobs = changed();
    knobs.respondAllOps = respondAllOps;
    return new WritePolicy(knobs);
  }

  @Override
  Object[] knobs() {
    return followedByShared(
        "recordExistsAction",
        recordExistsAction,
        "generationPolicy",
        generationPolicy,
        "commitLevel",
        commitLevel,
        "generation",
        generation,
        "expiration",
        expiration,
        "durableDelete",
        durableDelete,
        "respondAllOps",
        respondAllOps);
  }
}
