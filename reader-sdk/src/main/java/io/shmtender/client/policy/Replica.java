package io.shmtender.client.policy;

/**
 * Which of the nodes that hold a partition a command goes to. Writes go to the master whatever it
 * says; {@link #SEQUENCE} and {@link #PREFER_RACK} let them go to the proles when the master cannot
 * be reached, which then have taken over or pass the write on.
 *
 * <p>Of a strong-consistency namespace, reads in {@link ReadModeSC#SESSION} go to the master only,
 * and those in {@link ReadModeSC#LINEARIZE} take {@link #PREFER_RACK} for {@link #SEQUENCE}.
 */
public enum Replica {
  /** The master only. */
  MASTER,

  /** Master and proles in turn, one command after the other, to spread reads. */
  MASTER_PROLES,

  /**
   * The master first. When it cannot be reached, the proles in turn; when it does not answer in
   * time, reads go to the proles in turn while writes stay with the master.
   */
  SEQUENCE,

  /**
   * A node of the client's own rack that holds the partition, see {@link
   * io.shmtender.client.ClientOptions#rackIds()}; as {@link #SEQUENCE} when there is none. A node
   * where the attempt before failed is taken last.
   */
  PREFER_RACK,

  /** Any node of the cluster: one that does not hold the partition asks one that does. */
  RANDOM
}
