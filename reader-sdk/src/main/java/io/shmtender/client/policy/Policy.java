package io.shmtender.client.policy;

/** What the policies of reads and writes have in common. */
public sealed interface Policy permits BatchPolicy, ReadPolicy, WritePolicy {
  /** Returns which node the command goes to. */
  Replica replica();

  /** Returns how many milliseconds to wait for a new connection. */
  int connectTimeout();

  /** Returns how many milliseconds to wait for the next bytes of an answer. */
  int socketTimeout();

  /** Returns how many milliseconds the command may take with all its attempts, 0 for no limit. */
  int totalTimeout();

  /** Returns how often the command is tried again after a failed attempt. */
  int maxRetries();

  /** Returns how many milliseconds to wait before the command is tried again. */
  int sleepBetweenRetries();

  /** Returns whether the user key is sent. */
  boolean sendKey();
}
