package io.shmtender.daemon.cclient;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * What followers may remember of the nodes in the slots.
 *
 * <p>A C client that follows looks at the slots once per tend interval, if the nodes' generation
 * moved. From an active slot it takes how to reach the node, but only if it has no node there yet;
 * what it has it keeps, whatever the slot says by now. Only a slot that is not active makes it
 * forget.
 *
 * <p>So a node may return to its slot with what was last active there at any time: who looked
 * meanwhile takes it again, and who did not has it still. With anything else it may return only
 * after an absence so long that everybody has looked. As long as that is kept, whoever remembers
 * something of a slot remembers the same. An application that owns does not keep it: where that was
 * seen, nobody knows what followers remember, and the slot is doubtful until it was absent for long
 * enough.
 *
 * <p>For one thread.
 */
final class FollowerMemory {
  // A follower's interval is a second by default, and its look takes a moment.
  private static final long ABSENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(2500);

  private static final class Slot {
    // What was last active.
    private NodeContact last;
    // Whether that was written by a tender, who knows all that a server of its build can do.
    private boolean sure;
    private boolean active;
    // Whether some may remember what was active before the last.
    private boolean doubtful;
    private long absentSince;
  }

  private final List<Slot> slots = new ArrayList<>();
  // Slots whose node is back and has to wait.
  private final BitSet waiting = new BitSet();

  /**
   * Takes note of what is in a segment.
   *
   * @param image what is there now
   * @param byTender whether a tender wrote it
   * @param until until when what was noted last was there
   * @param now by when what is there now was there, and announced
   */
  void see(SegmentImage image, boolean byTender, long until, long now) {
    for (int number = 0; number < image.nodes(); number++) {
      NodeContact contact = image.nodeContact(number);
      boolean active = image.nodeActive(number);
      if (number == slots.size()) {
        Slot slot = new Slot();
        slot.last = contact;
        slot.sure = byTender;
        slot.active = active;
        slot.doubtful = image.isNodeDoubtful(number);
        slot.absentSince = now;
        slots.add(slot);
      } else if (active) {
        seeActive(slots.get(number), contact, byTender, until);
      } else {
        seeAbsent(slots.get(number), now);
      }
    }
  }

  private static void seeActive(Slot slot, NodeContact contact, boolean byTender, long until) {
    boolean forgotten = !slot.active && isOver(slot, until);
    slot.doubtful = !forgotten && (slot.doubtful || !isSame(slot, contact));
    slot.last = contact;
    slot.sure = byTender;
    slot.active = true;
  }

  private static void seeAbsent(Slot slot, long now) {
    if (slot.active) {
      slot.active = false;
      slot.absentSince = now;
    }
  }

  /** Forgets everything: there is no follower. */
  void clear() {
    slots.clear();
    waiting.clear();
  }

  /** Has every absence begin now: nobody can tell whether it was announced before. */
  void restartAbsences(long now) {
    for (Slot slot : slots) {
      slot.absentSince = now;
    }
  }

  private static boolean isOver(Slot slot, long now) {
    return now - slot.absentSince >= ABSENCE_NANOS;
  }

  // An application may know less of what a server can do, which is no reason to let the node go.
  private static boolean isSame(Slot slot, NodeContact contact) {
    return slot.sure ? slot.last.equals(contact) : slot.last.isAt(contact);
  }

  /** Returns whether a node may become active in a slot in which none is now. */
  boolean mayReturn(int number, NodeContact contact, long now) {
    return number >= slots.size() || isOver(slots.get(number), now) || isKnown(number, contact);
  }

  /** Returns whether all who remember a slot's node remember it so. */
  boolean isKnown(int number, NodeContact contact) {
    Slot slot = slots.get(number);
    return isSame(slot, contact) && !slot.doubtful;
  }

  /** Returns whether some may remember what was active in a slot before the last. */
  boolean isDoubtful(int number) {
    return number < slots.size() && slots.get(number).doubtful;
  }

  /** Notes that a slot's node is there, and waits for its return. */
  void await(int number) {
    waiting.set(number);
  }

  /** Forgets who waits. */
  void forgetWaiting() {
    waiting.clear();
  }

  /** Returns when the first node that waits may return, in nanoseconds from now. */
  OptionalLong nanosToNext(long now) {
    return waiting.stream()
        .mapToLong(number -> Math.max(0, slots.get(number).absentSince + ABSENCE_NANOS - now))
        .min();
  }
}
