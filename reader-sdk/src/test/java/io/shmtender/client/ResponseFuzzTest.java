package io.shmtender.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import io.shmtender.client.policy.BatchPolicy;
import io.shmtender.client.policy.ReadPolicy;
import io.shmtender.client.wire.MalformedResponseException;
import io.shmtender.client.wire.Proto;
import io.shmtender.client.wire.Response;
import io.shmtender.reader.Key;
import java.io.EOFException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Damaged responses: documented exceptions only, and no more memory than their size deserves. */
final class ResponseFuzzTest {
  private static final int IN_MEMORY = 1_000_000;
  private static final int OVER_SOCKETS = 2_000;
  private static final int ROWS = 5;
  private static final long MAX_ALLOCATION = 256 * 1024;
  private static final Key KEY = Key.of("test", "set", 1);
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Test
  @Tag("slow")
  void damagedResponsesAreMalformedOrReadAndCostLittle() throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    DamagedAnswers answers = new DamagedAnswers(random);
    Response response = new Response();
    int read = 0;
    int malformed = 0;
    for (int i = 0; i < IN_MEMORY; i++) {
      boolean batch = random.nextInt(4) == 0;
      byte[] bytes = batch ? answers.batch(ROWS) : answers.single();
      long before = THREADS.getCurrentThreadAllocatedBytes();
      try {
        if (bytes.length >= Proto.HEADER_SIZE) {
          int size = Math.min(Proto.bodySize(bytes, 0), bytes.length - Proto.HEADER_SIZE);
          if (batch) {
            readRows(response, bytes, size);
          } else {
            response.reset(bytes, Proto.HEADER_SIZE, size);
            Particles.readRecord(response);
          }
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

  private static void readRows(Response response, byte[] bytes, int size)
      throws MalformedResponseException {
    response.resetRows(bytes, Proto.HEADER_SIZE, size);
    while (response.nextRow() && !response.isLast()) {
      if (response.batchIndex() % 2 == 0) {
        Particles.readRecord(response);
      } else {
        Particles.readResults(response);
      }
    }
  }

  private static FakeNode answering(byte[][] next) throws IOException {
    return new FakeNode(
        (number, out) -> {
          out.write(next[0]);
          throw new EOFException("closes after each response");
        });
  }

  @Test
  @Tag("slow")
  void damagedBatchesFromANodeAreDocumentedExceptions() throws IOException {
    long seed = System.nanoTime();
    DamagedAnswers answers = new DamagedAnswers(new Random(seed));
    byte[][] next = new byte[1][];
    Key[] keys = new Key[ROWS];
    Arrays.setAll(keys, i -> Key.of("test", "set", i));
    int whole = 0;
    try (FakeNode node = answering(next);
        ShmClient client = ShmClient.of(node, ClientOptions.defaults().withMaxErrorRate(0))) {
      BatchPolicy once = Patient.BATCH_READ.withMaxRetries(0);
      for (int i = 0; i < OVER_SOCKETS; i++) {
        next[0] = answers.batch(ROWS);
        try {
          client.get(once, keys);
          whole++;
        } catch (BatchException e) {
          assertEquals(ROWS, e.records().size(), () -> "seed " + seed);
        }
      }
    }
    assertTrue(whole > 0, () -> "seed " + seed);
  }

  @Test
  void damagedResponsesFromANodeAreDocumentedExceptions() throws IOException {
    long seed = System.nanoTime();
    DamagedAnswers answers = new DamagedAnswers(new Random(seed));
    byte[][] next = new byte[1][];
    try (FakeNode node = answering(next);
        ShmClient client = ShmClient.of(node, ClientOptions.defaults().withMaxErrorRate(0))) {
      ReadPolicy once = Patient.READ.withMaxRetries(0);
      for (int i = 0; i < OVER_SOCKETS; i++) {
        next[0] = answers.single();
        try {
          client.get(once, KEY);
        } catch (ProtocolException
            | UnreadableRecordException
            | NodeUnreachableException
            | ServerException e) {
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
      ReadPolicy once = Patient.READ.withMaxRetries(0);
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
}
