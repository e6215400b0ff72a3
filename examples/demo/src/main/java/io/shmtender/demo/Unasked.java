package io.shmtender.demo;

import java.time.Duration;

/**
 * A standby became the owner, though nothing was done to the one before: that was silent for longer
 * than the threshold, as an owner is on a host that is too busy to let it tend.
 *
 * @param epoch the new owner's
 * @param host how busy the host was before
 */
record Unasked(long epoch, Busyness host) {
  Judgement judge() {
    Duration interval = Tenders.INTERVAL;
    return host.judge(Tenders.TAKEOVER_THRESHOLD, interval, interval.multipliedBy(2));
  }
}
