package io.shmtender.daemon.conductor;

import io.shmtender.daemon.tend.ClusterSource;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A running daemon is to ask somebody else, or more or less often.
 *
 * @param source what to ask from now on
 * @param tendInterval from one tend to the next
 * @param answer completed by the conductor: why everything stays as it was; empty when it did not
 */
record Reload(
    ClusterSource source, Duration tendInterval, CompletableFuture<Optional<String>> answer) {

  void refuse(String reason) {
    source.close();
    answer.complete(Optional.of(reason));
  }
}
