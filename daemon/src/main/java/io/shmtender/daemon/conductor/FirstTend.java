package io.shmtender.daemon.conductor;

import io.shmtender.daemon.segment.Predecessor;
import io.shmtender.daemon.tend.TendOutcome;

/**
 * A tend that was made before the key was claimed.
 *
 * @param before what it started from
 * @param outcome what it found
 */
record FirstTend(Predecessor before, TendOutcome outcome) {}
