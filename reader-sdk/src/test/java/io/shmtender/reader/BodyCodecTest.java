package io.shmtender.reader;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.shmtender.reader.layout.SegmentLayout;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

final class BodyCodecTest {

  @Test
  void whatIsReadIsWrittenAgainByteByByte() throws IOException {
    byte[] golden = GoldenSegment.body();
    ClusterView view = BodyCodec.Reading.decode(golden, GoldenSegment.SEQUENCE);
    assertArrayEquals(golden, encoded(view));
  }

  @Test
  void whatWasInTheArrayBeforeIsNotInAPart() throws IOException {
    ClusterView view = BodyCodec.Reading.decode(GoldenSegment.body(), GoldenSegment.SEQUENCE);
    NamespaceMap namespace = view.namespace("test");
    int length = (int) SegmentLayout.tableLength(view.nodes().size(), 2);
    byte[] used = new byte[length];
    Arrays.fill(used, (byte) '!');
    BodyCodec.encodeTable(namespace, used);
    byte[] fresh = new byte[length];
    BodyCodec.encodeTable(namespace, fresh);
    assertArrayEquals(fresh, used);
  }

  // One part behind the other, as a tender puts them together.
  private static byte[] encoded(ClusterView view) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    byte[] nodes = new byte[view.nodes().size() * SegmentLayout.NODE_SLOT_LENGTH];
    BodyCodec.encodeNodes(view.nodes(), nodes);
    body.writeBytes(nodes);
    for (NamespaceMap namespace : view.namespaces()) {
      byte[] table =
          new byte[(int) SegmentLayout.tableLength(view.nodes().size(), namespace.replicaCount())];
      BodyCodec.encodeTable(namespace, table);
      body.writeBytes(table);
    }
    byte[] header = new byte[SegmentLayout.BODY_HEADER_LENGTH];
    int used = header.length + body.size();
    long at = view.publishedAt().toEpochMilli();
    BodyCodec.encodeHeader(view.map(), used, view.sequence(), at, header);
    CRC32 crc = new CRC32();
    crc.update(header, SegmentLayout.BODY_USED_OFFSET, header.length - 4);
    crc.update(body.toByteArray());
    BodyCodec.encodeChecksum((int) crc.getValue(), header);
    byte[] whole = Arrays.copyOf(header, used);
    System.arraycopy(body.toByteArray(), 0, whole, header.length, body.size());
    return whole;
  }

  @Test
  void aTextThatIsLongerThanItsPlaceIsNamed() {
    String name = "n".repeat(SegmentLayout.NODE_NAME_LENGTH + 1);
    Node node = new Node(name, "10.1.2.3", 3000, "", "8.1.2.0", 0, 0, true);
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    BodyCodec.encodeNodes(List.of(node), new byte[SegmentLayout.NODE_SLOT_LENGTH]))
            .getMessage();
    assertEquals("the node name '" + name + "' is longer than the 32 bytes it has", message);
  }

  @Test
  void aBodyOfWhichAnyWordIsNonsenseIsNoView() throws IOException {
    byte[] golden = GoldenSegment.body();
    for (int at :
        new int[] {
          SegmentLayout.BODY_NODES_OFFSET,
          SegmentLayout.BODY_NAMESPACES_OFFSET,
          SegmentLayout.BODY_HEADER_LENGTH + SegmentLayout.NODE_PORT_OFFSET,
          SegmentLayout.BODY_HEADER_LENGTH
              + 3 * SegmentLayout.NODE_SLOT_LENGTH
              + SegmentLayout.TABLE_REPLICAS_OFFSET
        }) {
      byte[] damaged = golden.clone();
      Arrays.fill(damaged, at, at + Integer.BYTES, (byte) 0xFF);
      assertThrows(RuntimeException.class, () -> BodyCodec.Reading.decode(damaged, 1), "at " + at);
    }
  }
}
