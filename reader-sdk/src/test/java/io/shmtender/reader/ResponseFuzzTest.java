package io.shmtender.reader;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import io.shmtender.reader.wire.MalformedResponseException;
import io.shmtender.reader.wire.Proto;
import io.shmtender.reader.wire.Response;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Damaged responses: documented exceptions only, and no more memory than their size deserves. */
class ResponseFuzzTest {
  private static final int IN_MEMORY = 1_000_000;
  private static final int OVER_SOCKETS = 2_000;
  private static final long MAX_ALLOCATION = 256 * 1024;
  private static final Key KEY = Key.of("test", "set", 1);
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Test
  void damagedResponsesAreMalformedOrReadAndCostLittle() throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Response response = new Response();
    int read = 0;
    int malformed = 0;
    for (int i = 0; i < IN_MEMORY; i++) {
      byte[] bytes = damaged(random);
      long before = THREADS.getCurrentThreadAllocatedBytes();
      try {
        if (bytes.length >= Proto.HEADER_SIZE) {
          int size = Math.min(Proto.bodySize(bytes, 0), bytes.length - Proto.HEADER_SIZE);
          response.reset(bytes, Proto.HEADER_SIZE, size);
          Particles.readRecord(response);
          read++;
        }
      } catch (MalformedResponseException e) {
        malformed++;
      } catch (RuntimeException e) {
        fail("seed " + seed + ", case " + i + ": " + HexFormat.of().formatHex(bytes), e);
      }
      long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
      if (allocated > MAX_ALLOCATION) {
        fail("seed " + seed + ", case " + i + ": " + allocated + " bytes allocated");
      }
    }
    assertTrue(read > 1_000 && malformed > 1_000, read + " read, " + malformed + " malformed");
  }

  @Test
  void damagedResponsesFromANodeAreDocumentedExceptions() throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    byte[][] next = new byte[1][];
    try (FakeNode node =
            new FakeNode(
                (number, out) -> {
                  out.write(next[0]);
                  throw new EOFException("closes after each response");
                });
        ShmClient client = ShmClient.of(node, ClientOptions.defaults().withMaxErrorRate(0))) {
      ReadPolicy once = ReadPolicy.defaults().withMaxRetries(0).withTotalTimeout(10_000);
      for (int i = 0; i < OVER_SOCKETS; i++) {
        next[0] = damaged(random);
        try {
          client.get(once, KEY);
        } catch (ProtocolException | NodeUnreachableException | ServerException e) {
          // As documented.
        } catch (CommandTimeoutException e) {
          assertTrue(e.fromServer(), () -> "seed " + seed + ": " + e);
        }
      }
    }
  }

  @Test
  void announcedSizeAloneCostsNoMemory() throws IOException {
    byte[] header =
        ByteBuffer.allocate(8).putLong(2L << 56 | 3L << 48 | Proto.MAX_BODY_SIZE).array();
    try (FakeNode node =
            new FakeNode(
                (number, out) -> {
                  out.write(header);
                  throw new EOFException("closes after the header");
                });
        ShmClient client = ShmClient.of(node, ClientOptions.defaults().withMaxErrorRate(0))) {
      ReadPolicy once = ReadPolicy.defaults().withMaxRetries(0);
      for (int i = 0; i < 20; i++) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
          client.get(once, KEY);
          fail("a header alone is no response");
        } catch (NodeUnreachableException e) {
          // The connection broke.
        }
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        assertTrue(i < 10 || allocated < MAX_ALLOCATION, allocated + " bytes");
      }
    }
  }

  private static byte[] damaged(Random random) throws IOException {
    byte[] bytes = response(random);
    switch (random.nextInt(5)) {
      case 0 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
      case 1 -> bytes = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(8));
      case 2 -> {
        // Lengths are what matters: a few bytes that look like other lengths.
        int at = random.nextInt(bytes.length - 3);
        int[] tempting = {0, -1, 1, Integer.MIN_VALUE, Integer.MAX_VALUE, bytes.length, 0xFFFF};
        ByteBuffer.wrap(bytes).putInt(at, tempting[random.nextInt(tempting.length)]);
      }
      default -> {}
    }
    for (int flips = random.nextInt(4); flips > 0 && bytes.length > 0; flips--) {
      // Mostly behind the first eight bytes: nothing gets past a wrong version or type.
      int from = random.nextInt(4) == 0 ? 0 : Math.min(8, bytes.length - 1);
      int at = from + random.nextInt(bytes.length - from);
      bytes[at] ^= (byte) (1 << random.nextInt(8));
    }
    return bytes;
  }

  private static byte[] response(Random random) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(body);
    int fields = random.nextInt(3);
    int bins = random.nextInt(6);
    out.write(new byte[] {22, 0, 0, 0, 0, 0});
    out.writeInt(random.nextInt(100));
    out.writeInt(random.nextInt());
    out.writeInt(0);
    out.writeShort(fields);
    out.writeShort(bins);
    for (int i = 0; i < fields; i++) {
      byte[] field = new byte[random.nextInt(9)];
      out.writeInt(field.length + 1);
      out.writeByte(random.nextInt(8));
      out.write(field);
    }
    for (int i = 0; i < bins; i++) {
      int[] types = {0, 1, 2, 3, 4, 17, 20, 200};
      int type = types[random.nextInt(types.length)];
      int size =
          switch (type) {
            case 0 -> 0;
            case 1, 2 -> 8;
            case 17 -> 1;
            default -> random.nextInt(40);
          };
      byte[] name = "x".repeat(random.nextInt(16)).getBytes(StandardCharsets.UTF_8);
      byte[] value = new byte[size];
      random.nextBytes(value);
      out.writeInt(4 + name.length + value.length);
      out.write(new byte[] {1, (byte) type, 0, (byte) name.length});
      out.write(name);
      out.write(value);
    }
    return ByteBuffer.allocate(8 + body.size())
        .putLong(2L << 56 | 3L << 48 | body.size())
        .put(body.toByteArray())
        .array();
  }
}
