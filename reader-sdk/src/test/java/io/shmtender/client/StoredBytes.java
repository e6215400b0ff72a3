package io.shmtender.client;

import io.shmtender.reader.Key;
import io.shmtender.simulator.SimulatedNode;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Reads records as they are stored: result code, generation, void-time and all bins in wire form,
 * without any client in between. One connection, for one thread.
 */
final class StoredBytes implements AutoCloseable {
  private static final int HEADER = 22;
  private static final int READ_ALL = 0x03;

  private final Socket socket;
  private final DataInputStream in;

  StoredBytes(SimulatedNode node) throws IOException {
    this.socket = new Socket(node.host(), node.port());
    this.socket.setTcpNoDelay(true);
    this.in = new DataInputStream(socket.getInputStream());
  }

  /** The record in hexadecimal, so that a difference can be seen. */
  String of(Key key) throws IOException {
    socket.getOutputStream().write(request(key));
    int size = (int) (in.readLong() & 0xFFFF_FFFF_FFFFL);
    byte[] body = in.readNBytes(size);
    ByteBuffer header = ByteBuffer.wrap(body);
    return "code "
        + body[5]
        + " generation "
        + header.getInt(6)
        + " void-time "
        + header.getInt(10)
        + " bins "
        + HexFormat.of().formatHex(body, HEADER, size);
  }

  private static byte[] request(Key key) {
    byte[] namespace = key.namespace().getBytes(StandardCharsets.UTF_8);
    byte[] set = key.setName().getBytes(StandardCharsets.UTF_8);
    int size = HEADER + 3 * 5 + namespace.length + set.length + Key.DIGEST_SIZE;
    ByteBuffer out = ByteBuffer.allocate(8 + size);
    out.putLong(2L << 56 | 3L << 48 | size);
    out.put((byte) HEADER).put((byte) READ_ALL).position(8 + 18);
    out.putShort((short) 3).putShort((short) 0);
    field(out, 0, namespace);
    field(out, 1, set);
    field(out, 4, key.digest());
    return out.array();
  }

  private static void field(ByteBuffer out, int type, byte[] value) {
    out.putInt(value.length + 1).put((byte) type).put(value);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
