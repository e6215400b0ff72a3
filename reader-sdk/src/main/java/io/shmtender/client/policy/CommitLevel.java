package io.shmtender.client.policy;

/** When the server answers a write. */
public enum CommitLevel {
  /** When the master and all proles have it. */
  COMMIT_ALL,

  /** When the master has it. */
  COMMIT_MASTER
}
