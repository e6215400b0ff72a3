package io.shmtender.daemon.cclient;

import static io.shmtender.daemon.cclient.CClientLayout.*;

import io.shmtender.reader.NamespaceMap;
import java.nio.ByteBuffer;

/**
 * How much a segment has room for, and thereby where everything is.
 *
 * @param layout the layout
 * @param nodes node slots
 * @param tables partition tables
 */
record Dimensions(CClientLayout layout, int nodes, int tables) {
  static Dimensions of(CClientSettings settings) {
    return new Dimensions(settings.layout(), settings.maxNodes(), settings.maxNamespaces());
  }

  long length() {
    return layout.totalLength(nodes, tables);
  }

  int nodeOffset(int slot) {
    return layout.nodeOffset(slot);
  }

  int tableOffset(int table) {
    return layout.tableOffset(nodes, table);
  }

  /** Writes what the header says of them. */
  void writeTo(ByteBuffer header) {
    header.putInt(NODES_CAPACITY, nodes);
    header.putInt(PARTITION_COUNT, NamespaceMap.PARTITIONS);
    header.putInt(TABLES_CAPACITY, tables);
    header.putInt(TABLES_OFFSET, tableOffset(0));
    header.putInt(TABLE_BYTES, TABLE_LENGTH);
  }
}
