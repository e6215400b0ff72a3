package io.shmtender.client;

/** Tells commands of their outcome. Others do what is left when it is held up. */
interface Telling extends Runnable {
  /** Whether it is held up, with some left. Called by the watch. */
  boolean hasStalled(long now);
}
