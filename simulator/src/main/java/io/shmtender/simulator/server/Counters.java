package io.shmtender.simulator.server;

import io.shmtender.simulator.spec.NodeCounters;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what a node does. Thread-safe and cheap to count; reading is not atomic as a whole. */
public final class Counters {
  private final LongAdder infoRequests = new LongAdder();
  private final LongAdder infoNames = new LongAdder();
  private final ConcurrentMap<String, LongAdder> infoByName = new ConcurrentHashMap<>();
  private final LongAdder accepted = new LongAdder();
  private final LongAdder closed = new LongAdder();
  private final LongAdder recordCommands = new LongAdder();
  private final LongAdder proxiedCommands = new LongAdder();
  private final LongAdder batches = new LongAdder();
  private final LongAdder bytesReceived = new LongAdder();
  private final LongAdder bytesSent = new LongAdder();

  void infoRequest() {
    infoRequests.increment();
  }

  void infoName(String name) {
    infoNames.increment();
    infoByName.computeIfAbsent(name, n -> new LongAdder()).increment();
  }

  void connectionAccepted() {
    accepted.increment();
  }

  void connectionClosed() {
    closed.increment();
  }

  void recordCommand() {
    recordCommands.increment();
  }

  void proxiedCommand() {
    proxiedCommands.increment();
  }

  void batch() {
    batches.increment();
  }

  void received(int bytes) {
    bytesReceived.add(bytes);
  }

  void sent(int bytes) {
    bytesSent.add(bytes);
  }

  /** The numbers now. */
  public NodeCounters read() {
    Map<String, Long> byName = new HashMap<>();
    infoByName.forEach((name, count) -> byName.put(name, count.sum()));
    // Closed before accepted, so that no reader sees more closed than accepted.
    long closedNow = closed.sum();
    long acceptedNow = accepted.sum();
    return new NodeCounters(
        infoRequests.sum(),
        infoNames.sum(),
        byName,
        acceptedNow,
        acceptedNow - closedNow,
        recordCommands.sum(),
        proxiedCommands.sum(),
        batches.sum(),
        bytesReceived.sum(),
        bytesSent.sum());
  }
}
