package io.shmtender.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shmtender.simulator.spec.NodeCounters;
import io.shmtender.testing.Await;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What no well-behaved client sends. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class RawProtocolTest {
  private static final int INFO = 1;
  private static final int SECURITY = 2;
  private static final int MESSAGE = 3;
  private static final int READ_ALL = 3;
  private static final int BATCH = 1 << 3;

  private SimulatedCluster cluster;
  private Socket socket;
  private OutputStream out;
  private DataInputStream in;

  @BeforeEach
  void start() throws IOException {
    cluster = SimulatedCluster.builder().nodes(1).start();
    connect();
  }

  private void connect() throws IOException {
    SimulatedNode node = cluster.nodes().get(0);
    socket = new Socket(node.host(), node.port());
    out = socket.getOutputStream();
    in = new DataInputStream(socket.getInputStream());
  }

  @AfterEach
  void disconnect() throws IOException {
    socket.close();
    cluster.close();
  }

  @Test
  void requestsSentTogetherAreAnsweredInOrder() throws IOException {
    ByteBuffer requests = ByteBuffer.allocate(1000);
    for (String name : new String[] {"node\n", "build\n", "partitions\n"}) {
      requests.put(message(2, INFO, name.getBytes(StandardCharsets.UTF_8)));
    }
    out.write(requests.array(), 0, requests.position());
    assertEquals("node\t" + cluster.nodes().get(0).name() + "\n", readText());
    assertEquals("build\t8.1.2.0\n", readText());
    assertEquals("partitions\t4096\n", readText());
  }

  @Test
  void requestsMayArriveByteByByte() throws IOException {
    for (byte single : message(2, INFO, "partitions\n".getBytes(StandardCharsets.UTF_8))) {
      out.write(single);
      out.flush();
    }
    assertEquals("partitions\t4096\n", readText());
  }

  @Test
  void nameWithoutNewlineIsNotAnswered() throws IOException {
    out.write(message(2, INFO, "partitions\nnode".getBytes(StandardCharsets.UTF_8)));
    assertEquals("partitions\t4096\n", readText());
  }

  @Test
  void loginIsAnsweredThatSecurityIsNotSupportedOrNotConfigured() throws IOException {
    byte[] login = new byte[16];
    login[2] = 20;
    out.write(message(2, SECURITY, login));
    byte[] answer = read(SECURITY);
    assertEquals(16, answer.length);
    assertEquals(51, answer[1]);
    socket.close();
    cluster.close();
    cluster = SimulatedCluster.builder().nodes(1).enterprise().start();
    connect();
    out.write(message(2, SECURITY, login));
    answer = read(SECURITY);
    assertEquals(16, answer.length);
    assertEquals(52, answer[1]);
    assertEquals(20, answer[2]);
  }

  @Test
  void unknownNamespaceHasItsResultCode() throws IOException {
    out.write(message(2, MESSAGE, record(READ_ALL, field(0, "none"), field(4, "x".repeat(20)))));
    assertEquals(20, read(MESSAGE)[5]);
    out.write(message(2, MESSAGE, record(READ_ALL, field(4, "x".repeat(20)))));
    assertEquals(20, read(MESSAGE)[5]);
  }

  @Test
  void messageWithoutDigestOrPurposeIsAParameterError() throws IOException {
    out.write(message(2, MESSAGE, record(READ_ALL, field(0, "test"))));
    assertEquals(4, read(MESSAGE)[5]);
    out.write(message(2, MESSAGE, record(0, field(0, "test"), field(4, "x".repeat(20)))));
    assertEquals(4, read(MESSAGE)[5]);
  }

  @Test
  void lengthsThatContradictEachOtherAreAParameterErrorAndTheConnectionGoesOn() throws IOException {
    byte[] broken = record(READ_ALL, field(0, "test"));
    broken[22] = 127;
    out.write(message(2, MESSAGE, broken));
    assertEquals(4, read(MESSAGE)[5]);
    out.write(message(2, MESSAGE, new byte[] {22, 1}));
    assertEquals(4, read(MESSAGE)[5]);
    out.write(message(2, MESSAGE, record(BATCH, field(41, "\0\0\0\3\0"))));
    assertEquals(4, read(MESSAGE)[5]);
    out.write(message(2, INFO, "partitions\n".getBytes(StandardCharsets.UTF_8)));
    assertEquals("partitions\t4096\n", readText());
  }

  @Test
  void anotherProtocolVersionOrTypeClosesTheConnection() throws IOException {
    out.write(message(9, INFO, new byte[0]));
    assertEquals(-1, in.read());
    socket.close();
    connect();
    out.write(message(2, 77, new byte[0]));
    assertEquals(-1, in.read());
  }

  @Test
  void everyByteIsCounted() throws IOException {
    byte[] request = message(2, INFO, "partitions\n".getBytes(StandardCharsets.UTF_8));
    out.write(request);
    int answer = 8 + readText().length();
    NodeCounters counters = cluster.nodes().get(0).counters();
    assertEquals(request.length, counters.bytesReceived());
    assertEquals(answer, counters.bytesSent());
    assertEquals(1, counters.connectionsOpen());
    socket.close();
    Await.until(
        "the connection is gone", () -> cluster.nodes().get(0).counters().connectionsOpen() == 0);
    assertTrue(cluster.nodes().get(0).counters().connectionsAccepted() > 0);
  }

  private static byte[] message(int version, int type, byte[] body) {
    return ByteBuffer.allocate(8 + body.length)
        .putLong(((long) version << 56) | ((long) type << 48) | body.length)
        .put(body)
        .array();
  }

  private static byte[] record(int info1, byte[]... fields) {
    ByteBuffer body = ByteBuffer.allocate(500);
    body.put((byte) 22).put((byte) info1).position(18);
    body.putShort((short) fields.length).putShort((short) 0);
    for (byte[] field : fields) {
      body.put(field);
    }
    byte[] bytes = new byte[body.position()];
    body.flip().get(bytes);
    return bytes;
  }

  private static byte[] field(int type, String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(5 + bytes.length)
        .putInt(1 + bytes.length)
        .put((byte) type)
        .put(bytes)
        .array();
  }

  private String readText() throws IOException {
    return new String(read(INFO), StandardCharsets.UTF_8);
  }

  private byte[] read(int type) throws IOException {
    long header = in.readLong();
    assertEquals(2, header >>> 56);
    assertEquals(type, (int) (header >>> 48) & 0xFF);
    return in.readNBytes((int) header);
  }
}
