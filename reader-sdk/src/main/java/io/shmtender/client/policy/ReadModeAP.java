package io.shmtender.client.policy;

/** How many nodes a read of an available namespace involves while data moves. */
public enum ReadModeAP {
  /** One. */
  ONE,

  /** All that may have a version of the record. */
  ALL
}
