package io.shmtender.daemon.cclient;

import static io.shmtender.daemon.cclient.CClientLayout.*;

import io.shmtender.daemon.cclient.CClientStatus.NodeSlot;
import io.shmtender.daemon.cclient.CClientStatus.Table;
import io.shmtender.daemon.cclient.CClientStatus.TenderKey;
import io.shmtender.reader.NamespaceMap;
import io.shmtender.reader.layout.SegmentKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what a segment says of itself. */
final class StatusDecoder {
  private static final Logger LOG = LoggerFactory.getLogger(StatusDecoder.class);

  private final SegmentKey key;
  private final SystemVMemory memory;
  private final SegmentHeader header;
  private final Collection<TenderKey> tenders;

  StatusDecoder(SegmentKey key, SystemVMemory memory, Collection<TenderKey> tenders) {
    this.key = key;
    this.memory = memory;
    this.header = new SegmentHeader(memory.words(), memory.length());
    this.tenders = tenders;
  }

  /** Returns what the segment says; empty if it is no C client's. */
  Optional<CClientStatus> decode() {
    List<CClientLayout> possible = header.possibleLayouts();
    if (possible.isEmpty()) {
      return Optional.empty();
    }
    // Those that are possible beside each other have everything but replicas at the same places.
    Dimensions first = dimensions(possible.get(0));
    SegmentImage content = SegmentImage.read(first, memory.words());
    Optional<CClientLayout> told =
        possible.stream()
            .filter(layout -> OwnerStamp.tells(memory.words(), dimensions(layout)))
            .findFirst();
    CClientLayout layout = told.orElseGet(() -> guess(possible, content));
    Dimensions dimensions = dimensions(layout);
    SegmentImage image = SegmentImage.read(dimensions, memory.words()).mended();
    Optional<TenderKey> tender = tender(dimensions);
    long age = System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(header.timestamp());
    return Optional.of(
        new CClientStatus(
            key,
            memory.id(),
            memory.length(),
            // Without this process.
            memory.info().attached() - 1,
            layout,
            told.isPresent() || possible.size() == 1,
            header.isLocked(),
            header.isReady(),
            header.ownerPid(),
            tender,
            tender.isPresent() || header.isStampedByAny(dimensions),
            Duration.ofNanos(Math.max(0, age)),
            dimensions.nodes(),
            dimensions.tables(),
            nodes(image),
            tables(image)));
  }

  private Dimensions dimensions(CClientLayout layout) {
    return header.dimensions(layout).orElseThrow();
  }

  // Of 4.6 and 6.4: the first byte of the flags is the mode there and the number of replicas here.
  private CClientLayout guess(List<CClientLayout> possible, SegmentImage content) {
    if (possible.size() == 1) {
      return possible.get(0);
    }
    int flags = content.dimensions().tableOffset(0) + TABLE_FLAGS;
    int firstByte = content.getByte(flags);
    boolean secondReplica = false;
    for (int partition = 0; partition < NamespaceMap.PARTITIONS; partition++) {
      int entry = content.dimensions().tableOffset(0) + ENTRIES + partition * ENTRY_LENGTH;
      secondReplica |= content.getInt(entry + 4) != 0;
    }
    boolean empty = content.tables() == 0;
    boolean mode = firstByte == 0 || (firstByte == 1 && secondReplica);
    boolean old = empty ? key.equals(V4_6.defaultKey()) : mode;
    return old ? V4_6 : V6_4;
  }

  private Optional<TenderKey> tender(Dimensions dimensions) {
    for (TenderKey tender : tenders) {
      try {
        OwnerStamp stamp = OwnerStamp.of(tender.directory(), tender.key());
        if (header.isStampedBy(stamp, dimensions)) {
          return Optional.of(tender);
        }
      } catch (IOException e) {
        LOG.debug("{} went away", tender.directory(), e);
      }
    }
    return Optional.empty();
  }

  private static List<NodeSlot> nodes(SegmentImage image) {
    List<NodeSlot> nodes = new ArrayList<>();
    for (int slot = 0; slot < image.nodes(); slot++) {
      int at = image.dimensions().nodeOffset(slot);
      InetAddress address = address(image, at + NODE_ADDRESS);
      nodes.add(
          new NodeSlot(
              image.nodeName(slot),
              address == null ? "" : address.getHostAddress(),
              image.getByte(at + NODE_ADDRESS + 2) << 8 | image.getByte(at + NODE_ADDRESS + 3),
              image.text(at + NODE_TLS_NAME, NODE_TLS_NAME_LENGTH),
              image.getInt(at + image.dimensions().layout().nodeRackId()),
              image.nodeActive(slot)));
    }
    return nodes;
  }

  // Returns null for another address family.
  private static InetAddress address(SegmentImage image, int at) {
    boolean v4 = image.getByte(at) == NodeSlotEncoder.AF_INET;
    if (!v4 && image.getByte(at) != NodeSlotEncoder.AF_INET6) {
      return null;
    }
    ByteBuffer bytes = ByteBuffer.allocate(v4 ? 4 : 16);
    for (int i = 0; i < bytes.capacity(); i++) {
      bytes.put((byte) image.getByte(at + (v4 ? 4 : 8) + i));
    }
    try {
      return InetAddress.getByAddress(bytes.array());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("4 and 16 bytes are addresses", e);
    }
  }

  private static List<Table> tables(SegmentImage image) {
    CClientLayout layout = image.dimensions().layout();
    List<Table> tables = new ArrayList<>();
    for (int table = 0; table < image.tables(); table++) {
      int at = image.dimensions().tableOffset(table);
      Integer[] masters = new Integer[image.nodes()];
      Integer[] proles = new Integer[image.nodes()];
      Arrays.fill(masters, 0);
      Arrays.fill(proles, 0);
      int withoutMaster = 0;
      for (int partition = 0; partition < NamespaceMap.PARTITIONS; partition++) {
        int entry = at + ENTRIES + partition * ENTRY_LENGTH;
        withoutMaster += image.getInt(entry) == 0 ? 1 : 0;
        count(image.getInt(entry), masters);
        for (int replica = 1; replica < layout.maxReplicas(); replica++) {
          count(image.getInt(entry + 4 * replica), proles);
        }
      }
      int flags = at + TABLE_FLAGS;
      tables.add(
          new Table(
              image.tableName(table),
              layout.hasReplicaSize() ? Optional.of(image.getByte(flags)) : Optional.empty(),
              image.getByte(layout.hasReplicaSize() ? flags + 1 : flags) != 0,
              List.of(masters),
              List.of(proles),
              withoutMaster));
    }
    return tables;
  }

  private static void count(int number, Integer[] counts) {
    if (number > 0) {
      counts[number - 1]++;
    }
  }
}
