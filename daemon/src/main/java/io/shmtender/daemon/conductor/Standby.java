package io.shmtender.daemon.conductor;

import io.shmtender.daemon.segment.SegmentSettings;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a standby does at each look at the owner: it says at the first that it stands by, and
 * changes over to what a reload asks for. The looks are those of the owner lock, in which the
 * conductor waits meanwhile. One object for each wait, for the conductor's thread.
 */
final class Standby implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Standby.class);

  private final SegmentSettings settings;
  private final PresentSource source;
  private final Orders orders;
  private final DaemonListener listener;
  private boolean said;

  Standby(SegmentSettings settings, PresentSource source, Orders orders, DaemonListener listener) {
    this.settings = settings;
    this.source = source;
    this.orders = orders;
    this.listener = listener;
  }

  @Override
  public void run() {
    if (!said) {
      // Not before it is true: from now on an owner that stops sees it and hands over.
      said = true;
      LOG.info(
          "standby: another tender owns key {} in {}", settings.key(), settings.directory().path());
      listener.standingBy();
    }
    listener.turned();
    Optional<Reload> asked = orders.takeReload();
    if (asked.isPresent()) {
      source.changeTo(asked.get(), Optional.empty(), false);
    }
  }
}
