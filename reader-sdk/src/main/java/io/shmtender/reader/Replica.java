package io.shmtender.reader;

/** Which of the nodes that hold a partition a command goes to. */
public enum Replica {
  /** The master only. */
  MASTER,

  /**
   * The master first. When it cannot be reached, the proles in turn; when it does not answer in
   * time, reads go to the proles in turn while writes stay with the master.
   */
  SEQUENCE
}
