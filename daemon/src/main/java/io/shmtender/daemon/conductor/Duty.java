package io.shmtender.daemon.conductor;

import io.shmtender.daemon.segment.OtherClusterException;
import java.io.IOException;

/** Something that has to be done again and again, at times that it knows itself. */
interface Duty {
  /** Returns how soon it is due, in nanoseconds; 0 or less when it is, for ever if it never is. */
  long nanosToDue();

  /**
   * Does what is due.
   *
   * @return whether there is anything left to do; false ends all duties
   * @throws OtherClusterException if the cluster is another one than is published
   * @throws IOException if the owner lock cannot be looked at
   */
  boolean doWork() throws OtherClusterException, IOException;
}
