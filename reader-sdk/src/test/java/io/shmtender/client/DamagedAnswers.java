package io.shmtender.client;

import io.shmtender.client.wire.ParticleType;
import io.shmtender.client.wire.Request;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/** What nodes answer, with random bins, and what a hostile network would make of it. */
final class DamagedAnswers {
  private static final int INFO3_LAST = 1;
  private static final int MAX_DEPTH = 3;

  private final Random random;
  private final RandomValues values;

  DamagedAnswers(Random random) {
    this.random = random;
    this.values = new RandomValues(random);
  }

  /** The answer to a command on one record. */
  byte[] single() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    writeRecord(body, 0, random.nextInt());
    return damaged(message(body));
  }

  /** The answer to a batch of so many records, or of some more. */
  byte[] batch(int rows) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int row = random.nextInt(2); row < rows + random.nextInt(2); row++) {
      writeRecord(body, 0, row);
    }
    writeHeader(new DataOutputStream(body), INFO3_LAST, 0, 0, 0);
    return damaged(message(body));
  }

  private byte[] damaged(byte[] answer) {
    byte[] bytes = answer;
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

  private static byte[] message(ByteArrayOutputStream body) {
    return ByteBuffer.allocate(8 + body.size())
        .putLong(2L << 56 | 3L << 48 | body.size())
        .put(body.toByteArray())
        .array();
  }

  private static void writeHeader(DataOutputStream out, int info3, int number, int fields, int bins)
      throws IOException {
    out.write(new byte[] {22, 0, 0, (byte) info3, 0, 0});
    out.writeInt(1);
    out.writeInt(0);
    out.writeInt(number);
    out.writeShort(fields);
    out.writeShort(bins);
  }

  private void writeRecord(ByteArrayOutputStream body, int info3, int number) throws IOException {
    DataOutputStream out = new DataOutputStream(body);
    int fields = random.nextInt(3);
    int bins = random.nextInt(6);
    writeHeader(out, info3, number, fields, bins);
    for (int i = 0; i < fields; i++) {
      byte[] field = new byte[random.nextInt(9)];
      out.writeInt(field.length + 1);
      out.writeByte(random.nextInt(8));
      out.write(field);
    }
    for (int i = 0; i < bins; i++) {
      writeBin(out);
    }
  }

  private void writeBin(DataOutputStream out) throws IOException {
    byte[] name = "x".repeat(random.nextInt(16)).getBytes(StandardCharsets.UTF_8);
    int type;
    byte[] bytes;
    if (random.nextBoolean()) {
      // Whole when it is sent, so that damage reaches what is nested.
      Value value = values.any(MAX_DEPTH);
      type = value.particleType();
      Request encoded = new Request();
      Particles.write(value, encoded);
      bytes = Arrays.copyOf(encoded.bytes(), encoded.size());
    } else {
      int[] types = {
        ParticleType.NULL,
        ParticleType.INTEGER,
        ParticleType.DOUBLE,
        ParticleType.STRING,
        ParticleType.BLOB,
        ParticleType.BOOLEAN,
        ParticleType.HLL,
        ParticleType.MAP,
        ParticleType.LIST,
        ParticleType.GEOJSON,
        200
      };
      type = types[random.nextInt(types.length)];
      bytes =
          new byte
              [switch (type) {
                case ParticleType.NULL -> 0;
                case ParticleType.INTEGER, ParticleType.DOUBLE -> Long.BYTES;
                case ParticleType.BOOLEAN -> 1;
                default -> random.nextInt(40);
              }];
      random.nextBytes(bytes);
    }
    out.writeInt(4 + name.length + bytes.length);
    out.write(new byte[] {1, (byte) type, 0, (byte) name.length});
    out.write(name);
    out.write(bytes);
  }
}
