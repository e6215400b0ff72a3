package io.shmtender.simulator.server;

import io.shmtender.simulator.spec.Garble;
import io.shmtender.simulator.wire.MalformedMessageException;
import io.shmtender.simulator.wire.Proto;
import io.shmtender.simulator.wire.WireReader;
import io.shmtender.simulator.wire.WireWriter;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Arrays;

/**
 * One client's connection, served by one thread. A read takes whatever has arrived, so a command
 * costs one read and one write; answers to commands that arrived together leave together.
 */
final class ClientConnection implements Runnable {
  private static final int INITIAL_BUFFER = 8 * 1024;
  private static final int MAX_RETAINED_BUFFER = 1024 * 1024;

  private final Socket socket;
  private final MessageService messages;
  private final Guest guest;
  private final Faults faults;
  private final Counters counters;
  private final Runnable onClose;
  private final WireWriter out = new WireWriter();
  private final WireReader header = new WireReader();

  private byte[] buffer = new byte[INITIAL_BUFFER];
  private int from;
  private int to;

  ClientConnection(
      Socket socket, MessageService messages, Faults faults, Counters counters, Runnable onClose) {
    this.socket = socket;
    this.messages = messages;
    this.guest = new Guest(socket);
    this.faults = faults;
    this.counters = counters;
    this.onClose = onClose;
  }

  @Override
  public void run() {
    try (Socket open = socket) {
      serve(open.getInputStream(), open.getOutputStream());
    } catch (IOException | MalformedMessageException e) {
      // The client went away, the node was killed, or the client does not speak the protocol: a
      // server closes the connection, which has just happened.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      onClose.run();
    }
  }

  private void serve(InputStream in, OutputStream stream) throws IOException, InterruptedException {
    while (true) {
      while (!answerOne()) {
        if (out.size() > 0) {
          counters.sent(out.size());
          out.drainTo(stream);
        }
        if (!fill(in)) {
          return;
        }
      }
      if (faults.garble() != null && !garble(faults.garble(), stream)) {
        return;
      }
    }
  }

  /** Answers the next message if it has arrived whole. */
  private boolean answerOne() throws IOException, InterruptedException {
    if (to - from < Proto.HEADER_SIZE) {
      return false;
    }
    long proto = header.reset(buffer, from, Proto.HEADER_SIZE).i64();
    long size = Proto.size(proto);
    if (Proto.version(proto) != Proto.VERSION || size > Proto.MAX_BODY_SIZE) {
      throw new MalformedMessageException("proto header " + Long.toHexString(proto));
    }
    int total = Proto.HEADER_SIZE + (int) size;
    if (to - from < total) {
      if (total > buffer.length) {
        makeRoom(total);
      }
      return false;
    }
    if (!faults.beforeAnswer()) {
      throw new EOFException("the node has ended");
    }
    messages.answer(Proto.type(proto), buffer, from + Proto.HEADER_SIZE, (int) size, guest, out);
    from += total;
    return true;
  }

  private boolean fill(InputStream in) throws IOException {
    if (from == to) {
      from = 0;
      to = 0;
      if (buffer.length > MAX_RETAINED_BUFFER) {
        buffer = new byte[INITIAL_BUFFER];
      }
    } else if (to == buffer.length) {
      makeRoom(from == 0 ? buffer.length * 2 : buffer.length);
    }
    int count = in.read(buffer, to, buffer.length - to);
    if (count < 0) {
      return false;
    }
    counters.received(count);
    to += count;
    return true;
  }

  /** Moves what is unanswered to the front of a buffer of at least {@code capacity}. */
  private void makeRoom(int capacity) {
    byte[] target = capacity > buffer.length ? new byte[capacity] : buffer;
    System.arraycopy(buffer, from, target, 0, to - from);
    buffer = target;
    to -= from;
    from = 0;
  }

  /** Breaks and sends the answer; false when the connection shall end. */
  private boolean garble(Garble how, OutputStream stream) throws IOException {
    byte[] answer = out.toByteArray();
    out.truncate(0);
    boolean goesOn = true;
    switch (how) {
      case TRUNCATED -> {
        answer = Arrays.copyOf(answer, Proto.HEADER_SIZE + (answer.length - Proto.HEADER_SIZE) / 2);
        goesOn = false;
      }
      case INVERTED_BODY -> invert(answer, Proto.HEADER_SIZE);
      case INVERTED_ALL -> invert(answer, 0);
      case HUGE_SIZE -> Arrays.fill(answer, 2, Proto.HEADER_SIZE, (byte) 0xFF);
      case EMPTY -> {
        answer = Arrays.copyOf(answer, Proto.HEADER_SIZE);
        Arrays.fill(answer, 2, Proto.HEADER_SIZE, (byte) 0);
      }
    }
    counters.sent(answer.length);
    stream.write(answer);
    return goesOn;
  }

  private static void invert(byte[] bytes, int start) {
    for (int i = start; i < bytes.length; i++) {
      bytes[i] = (byte) ~bytes[i];
    }
  }
}
