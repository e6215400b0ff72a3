package io.shmtender.client.policy;

import java.util.Arrays;
import java.util.Objects;

/** What the policies of reads, writes and batches have in common. Immutable. */
public abstract sealed class Policy permits BatchPolicy, ReadPolicy, WritePolicy {
  private static final int SHARED = 7;

  private final Replica replica;
  private final int connectTimeout;
  private final int socketTimeout;
  private final int totalTimeout;
  private final int maxRetries;
  private final int sleepBetweenRetries;
  private final boolean sendKey;

  Policy(Knobs knobs) {
    replica = Objects.requireNonNull(knobs.replica, "replica");
    connectTimeout = requireNonNegative("connectTimeout", knobs.connectTimeout);
    socketTimeout = requireNonNegative("socketTimeout", knobs.socketTimeout);
    totalTimeout = requireNonNegative("totalTimeout", knobs.totalTimeout);
    maxRetries = requireNonNegative("maxRetries", knobs.maxRetries);
    sleepBetweenRetries = requireNonNegative("sleepBetweenRetries", knobs.sleepBetweenRetries);
    sendKey = knobs.sendKey;
  }

  static int requireNonNegative(String name, int value) {
    if (value < 0) {
      throw new IllegalArgumentException(name + " " + value + " is negative");
    }
    return value;
  }

  static int requireTouchTtlPercent(int value) {
    if (value < -1 || value > 100) {
      throw new IllegalArgumentException("readTouchTtlPercent " + value + " is not -1 to 100");
    }
    return value;
  }

  static int requireExpiration(int value) {
    if (value < -2) {
      throw new IllegalArgumentException("expiration " + value + " is below -2");
    }
    return value;
  }

  /** Of a record in a batch: the generation has two bytes there. */
  static int requireShortGeneration(int value) {
    if (value < 0 || value > 0xFFFF) {
      throw new IllegalArgumentException("generation " + value + " is not 0 to " + 0xFFFF);
    }
    return value;
  }

  /**
   * Returns which node the command goes to. Of a strong-consistency namespace, reads in {@link
   * ReadModeSC#SESSION} go to the master whatever it says.
   */
  public final Replica replica() {
    return replica;
  }

  /**
   * Returns how many milliseconds to wait for a new connection; 0 for the socket timeout, or 2000
   * when that is 0 too.
   */
  public final int connectTimeout() {
    return connectTimeout;
  }

  /**
   * Returns how many milliseconds to wait for the next bytes of an answer; 0 or more than the total
   * timeout for the total timeout.
   */
  public final int socketTimeout() {
    return socketTimeout;
  }

  /** Returns how many milliseconds the command may take with all its attempts, 0 for no limit. */
  public final int totalTimeout() {
    return totalTimeout;
  }

  /**
   * Returns how often the command is tried again after a failed attempt. A write that was sent and
   * not answered may have been applied, and is then applied again.
   */
  public final int maxRetries() {
    return maxRetries;
  }

  /**
   * Returns how many milliseconds to wait before the command is tried again, unless the attempt
   * timed out.
   */
  public final int sleepBetweenRetries() {
    return sleepBetweenRetries;
  }

  /**
   * Returns whether the user key is sent too: with a read for the server to compare with the stored
   * one, with a write for it to store.
   */
  public final boolean sendKey() {
    return sendKey;
  }

  /** Returns the names of all knobs, each followed by its value. */
  abstract Object[] knobs();

  /** Returns some of a kind, and then those that all kinds have. */
  final Object[] followedByShared(Object... own) {
    Object[] all = Arrays.copyOf(own, own.length + 2 * SHARED);
    int i = own.length;
    all[i++] = "replica";
    all[i++] = replica;
    all[i++] = "connectTimeout";
    all[i++] = connectTimeout;
    all[i++] = "socketTimeout";
    all[i++] = socketTimeout;
    all[i++] = "totalTimeout";
    all[i++] = totalTimeout;
    all[i++] = "maxRetries";
    all[i++] = maxRetries;
    all[i++] = "sleepBetweenRetries";
    all[i++] = sleepBetweenRetries;
    all[i++] = "sendKey";
    all[i] = sendKey;
    return all;
  }

  @Override
  public final boolean equals(Object other) {
    return other instanceof Policy policy && Arrays.equals(knobs(), policy.knobs());
  }

  @Override
  public final int hashCode() {
    return Arrays.hashCode(knobs());
  }

  @Override
  public final String toString() {
    Object[] knobs = knobs();
    StringBuilder text = new StringBuilder(getClass().getSimpleName());
    for (int i = 0; i < knobs.length; i += 2) {
      text.append(i == 0 ? "[" : ", ").append(knobs[i]).append('=').append(knobs[i + 1]);
    }
    return text.append(']').toString();
  }

  /** The knobs of a policy while one of them is changed; new ones have the defaults. */
  static final class Knobs {
    Replica replica = Replica.SEQUENCE;
    int connectTimeout;
    int socketTimeout = 30_000;
    int totalTimeout = 1_000;
    int maxRetries;
    int sleepBetweenRetries;
    boolean sendKey;

    ReadModeAP readModeAP = ReadModeAP.ONE;
    ReadModeSC readModeSC = ReadModeSC.SESSION;
    int readTouchTtlPercent;

    RecordExistsAction recordExistsAction = RecordExistsAction.UPDATE;
    GenerationPolicy generationPolicy = GenerationPolicy.NONE;
    CommitLevel commitLevel = CommitLevel.COMMIT_ALL;
    int generation;
    int expiration;
    boolean durableDelete;
    boolean respondAllOps;

    Knobs() {}

    Knobs(Policy policy) {
      limits(policy);
      sendKey = policy.sendKey;
    }

    /** Takes over where a command goes, how long it may take and how often it is tried. */
    void limits(Policy policy) {
      replica = policy.replica;
      connectTimeout = policy.connectTimeout;
      socketTimeout = policy.socketTimeout;
      totalTimeout = policy.totalTimeout;
      maxRetries = policy.maxRetries;
      sleepBetweenRetries = policy.sleepBetweenRetries;
    }
  }
}
