package io.shmtender.daemon.cclient;

import java.util.List;

/** What happens to one C-client segment. Called on the conductor's thread. */
interface SegmentEvents {
  /** Nobody has to hear of it. */
  SegmentEvents NONE = new SegmentEvents() {};

  /** This process owns it, with so much published. */
  default void owned(int pid, int nodes, int tables) {}

  /** It has other room than configured, as somebody made it. */
  default void hasOtherRoom(Dimensions room) {}

  /** Somebody else owns it, and this process follows. */
  default void followed(int owner, boolean tender) {}

  /** Somebody else took it over while this process did not run. */
  default void lost(int owner) {}

  /** A tender of the same native key left it, and this process takes it over. */
  default void takesOverFromTender(int owner) {}

  /** Its owner is gone without letting go, and this process takes it over. */
  default void takesOverDeserted(int owner) {}

  /** Its owner did not tend for so long, and this process takes it over. */
  default void takesOverSilent(int owner, boolean alive, long silenceMillis) {}

  /** The take-over lock was freed, which a dead process had left held. */
  default void takeOverLockFreed() {}

  /** So many other locks were freed, which a dead process had left held. */
  default void locksFreed(int locks) {}

  /** So many words were written again. */
  default void repaired(int words) {}

  /** So many words were written again since this was said last. */
  default void repairedLately(long words) {}

  /** Nodes and namespaces that there is no room for are others than before; none if all fits. */
  default void leftOut(List<String> nodes, List<String> namespaces) {}

  /** It is not as configured, nobody uses it, and it was removed to be made anew. */
  default void replaced() {}

  /** Nobody else uses it, so that it begins anew with the nodes that there are. */
  default void begunAnew() {}

  /** This process let go of it as the last one, and removed it. */
  default void removedUnused() {}
}
