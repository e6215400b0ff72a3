package io.shmtender.client.policy;

import java.util.Objects;

/**
 * How a write is done. Names and defaults are those of the official client. Immutable.
 *
 * @param recordExistsAction what to do depending on whether the record exists
 * @param generationPolicy what to demand of the record's generation
 * @param commitLevel when the server answers
 * @param generation the generation that the generation policy speaks of, 0 or more
 * @param expiration seconds that the record lives from now on; 0 for the namespace's default, -1
 *     for ever, -2 to leave it as it is
 * @param replica which node the command goes to; of a strong-consistency namespace, reads in {@link
 *     ReadModeSC#SESSION} go to the master whatever it says
 * @param connectTimeout milliseconds to wait for a new connection; 0 for the socket timeout, or
 *     2000 when that is 0 too
 * @param socketTimeout milliseconds to wait for the next bytes of an answer; 0 or more than the
 *     total timeout for the total timeout
 * @param totalTimeout milliseconds that the command may take with all its attempts; 0 for no limit
 * @param maxRetries how often the command is tried again after a failed attempt. A write that was
 *     sent and not answered may have been applied, and is then applied again
 * @param sleepBetweenRetries milliseconds before the command is tried again, unless the attempt
 *     timed out
 * @param sendKey whether to send the user key too, for the server to store
 * @param durableDelete whether a deleted record leaves a tombstone, so that it does not come back;
 *     Enterprise only
 * @param respondAllOps whether every operation of an {@code operate} has a result, the ones that
 *     write too: {@link io.shmtender.client.Value#NULL}. So it always is with map operations, and
 *     never when all bins are read
 */
public record WritePolicy(
    RecordExistsAction recordExistsAction,
    GenerationPolicy generationPolicy,
    CommitLevel commitLevel,
    int generation,
    int expiration,
    Replica replica,
    int connectTimeout,
    int socketTimeout,
    int totalTimeout,
    int maxRetries,
    int sleepBetweenRetries,
    boolean sendKey,
    boolean durableDelete,
    boolean respondAllOps)
    implements Policy {
  private static final WritePolicy DEFAULTS =
      new WritePolicy(
          RecordExistsAction.UPDATE,
          GenerationPolicy.NONE,
          CommitLevel.COMMIT_ALL,
          0,
          0,
          Replica.SEQUENCE,
          0,
          30_000,
          1_000,
          0,
          0,
          false,
          false,
          false);

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public WritePolicy {
    Objects.requireNonNull(recordExistsAction, "recordExistsAction");
    Objects.requireNonNull(generationPolicy, "generationPolicy");
    Objects.requireNonNull(commitLevel, "commitLevel");
    Objects.requireNonNull(replica, "replica");
    requireNonNegative("connectTimeout", connectTimeout);
    requireNonNegative("socketTimeout", socketTimeout);
    requireNonNegative("totalTimeout", totalTimeout);
    requireNonNegative("maxRetries", maxRetries);
    requireNonNegative("sleepBetweenRetries", sleepBetweenRetries);
    requireNonNegative("generation", generation);
    if (expiration < -2) {
      throw new IllegalArgumentException("expiration " + expiration + " is below -2");
    }
  }

  /** Returns the official client's defaults. */
  public static WritePolicy defaults() {
    return DEFAULTS;
  }

  /** Returns the same policy with another {@link #recordExistsAction()}. */
  public WritePolicy withRecordExistsAction(RecordExistsAction recordExistsAction) {
    return new WritePolicy(
        recordExistsAction,
        generationPolicy,
        commitLevel,
        generation,
        expiration,
        replica,
        connectTimeout,
        socketTimeout,
        totalTimeout,
        maxRetries,
        sleepBetweenRetries,
        sendKey,
        durableDelete,
        respondAllOps);
  }

  /** Returns the same policy with another {@link #generationPolicy()}. */
  public WritePolicy withGenerationPolicy(GenerationPolicy generationPolicy) {
    return new WritePolicy(
        recordExistsAction,
        generationPolicy,
        commitLevel,
        generation,
        expiration,
        replica,
        connectTimeout,
        socketTimeout,
        totalTimeout,
        maxRetries,
        sleepBetweenRetries,
        sendKey,
        durableDelete,
        respondAllOps);
  }

  /** Returns the same policy with another {@link #commitLevel()}. */
  public WritePolicy withCommitLevel(CommitLevel commitLevel) {
    return new WritePolicy(
        recordExistsAction,
        generationPolicy,
        commitLevel,
        generation,
        expiration,
        replica,
        connectTimeout,
        socketTimeout,
        totalTimeout,
        maxRetries,
        sleepBetweenRetries,
        sendKey,
        durableDelete,
        respondAllOps);
  }

  /** Returns the same policy with another {@link #generation()}. */
  public WritePolicy withGeneration(int generation) {
    return new WritePolicy(
        recordExistsAction,
        generationPolicy,
        commitLevel,
        generation,
        expiration,
        replica,
        connectTimeout,
        socketTimeout,
        totalTimeout,
        maxRetries,
        sleepBetweenRetries,
        sendKey,
        durableDelete,
        respondAllOps);
  }

  /** Returns the same policy with another {@link #expiration()}. */
  public WritePolicy withExpiration(int expiration) {
    return new WritePolicy(
        recordExistsAction,
        generationPolicy,
        commitLevel,
        generation,
        expiration,
        replica,
        connectTimeout,
        socketTimeout,
        totalTimeout,
        maxRetries,
        sleepBetweenRetries,
        sendKey,
        durableDelete,
        respondAllOps);
  }

  /** Returns the same policy with another {@link #replica()}. */
  public WritePolicy withReplica(Replica replica) {
    return new WritePolicy(
        recordExistsAction,
        generationPolicy,
        commitLevel,
        generation,
        expiration,
        replica,
        connectTimeout,
        socketTimeout,
        totalTimeout,
        maxRetries,
        sleepBetweenRetries,
        sendKey,
        durableDelete,
        respondAllOps);
  }

  /** Returns the same policy with another {@link #connectTimeout()}. */
  public WritePolicy withConnectTimeout(int connectTimeout) {
    return new WritePolicy(
        recordExistsAction,
        generationPolicy,
        commitLevel,
        generation,
        expiration,
        replica,
        connectTimeout,
        socketTimeout,
        totalTimeout,
        maxRetries,
        sleepBetweenRetries,
        sendKey,
        durableDelete,
        respondAllOps);
  }

  /** Returns the same policy with another {@link #socketTimeout()}. */
  public WritePolicy withSocketTimeout(int socketTimeout) {
    return new WritePolicy(
        recordExistsAction,
        generationPolicy,
        commitLevel,
        generation,
        expiration,
        replica,
        connectTimeout,
        socketTimeout,
        totalTimeout,
        maxRetries,
        sleepBetweenRetries,
        sendKey,
        durableDelete,
        respondAllOps);
  }

  /** Returns the same policy with another {@link #totalTimeout()}. */
  public WritePolicy withTotalTimeout(int totalTimeout) {
    return new WritePolicy(
        recordExistsAction,
        generationPolicy,
        commitLevel,
        generation,
        expiration,
        replica,
        connectTimeout,
        socketTimeout,
        totalTimeout,
        maxRetries,
        sleepBetweenRetries,
        sendKey,
        durableDelete,
        respondAllOps);
  }

  /** Returns the same policy with another {@link #maxRetries()}. */
  public WritePolicy withMaxRetries(int maxRetries) {
    return new WritePolicy(
        recordExistsAction,
        generationPolicy,
        commitLevel,
        generation,
        expiration,
        replica,
        connectTimeout,
        socketTimeout,
        totalTimeout,
        maxRetries,
        sleepBetweenRetries,
        sendKey,
        durableDelete,
        respondAllOps);
  }

  /** Returns the same policy with another {@link #sleepBetweenRetries()}. */
  public WritePolicy withSleepBetweenRetries(int sleepBetweenRetries) {
    return new WritePolicy(
        recordExistsAction,
        generationPolicy,
        commitLevel,
        generation,
        expiration,
        replica,
        connectTimeout,
        socketTimeout,
        totalTimeout,
        maxRetries,
        sleepBetweenRetries,
        sendKey,
        durableDelete,
        respondAllOps);
  }

  /** Returns the same policy with another {@link #sendKey()}. */
  public WritePolicy withSendKey(boolean sendKey) {
    return new WritePolicy(
        recordExistsAction,
        generationPolicy,
        commitLevel,
        generation,
        expiration,
        replica,
        connectTimeout,
        socketTimeout,
        totalTimeout,
        maxRetries,
        sleepBetweenRetries,
        sendKey,
        durableDelete,
        respondAllOps);
  }

  /** Returns the same policy with another {@link #durableDelete()}. */
  public WritePolicy withDurableDelete(boolean durableDelete) {
    return new WritePolicy(
        recordExistsAction,
        generationPolicy,
        commitLevel,
        generation,
        expiration,
        replica,
        connectTimeout,
        socketTimeout,
        totalTimeout,
        maxRetries,
        sleepBetweenRetries,
        sendKey,
        durableDelete,
        respondAllOps);
  }

  /** Returns the same policy with another {@link #respondAllOps()}. */
  public WritePolicy withRespondAllOps(boolean respondAllOps) {
    return new WritePolicy(
        recordExistsAction,
        generationPolicy,
        commitLevel,
        generation,
        expiration,
        replica,
        connectTimeout,
        socketTimeout,
        totalTimeout,
        maxRetries,
        sleepBetweenRetries,
        sendKey,
        durableDelete,
        respondAllOps);
  }

  private static void requireNonNegative(String name, int value) {
    if (value < 0) {
      throw new IllegalArgumentException(name + " " + value + " is negative");
    }
  }
}
