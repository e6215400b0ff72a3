package io.shmtender.daemon.http;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Somebody who is connected: reads a request, has it answered, sends the answer, and so on. Never
 * waits: whoever sends or takes slowly costs some bytes of memory and no thread. Every phase has an
 * end that no progress puts off. For the loop's thread.
 */
final class Connection {
  /** The longest head of a request. */
  static final int MOST_HEAD_BYTES = 8192;

  private static final long REQUEST_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(30);
  // A lane answers long before; it is for a defect.
  private static final long WAITING_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long ANSWER_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int LINGER_BYTES = 1 << 16;
  // What the kernel keeps of answers that nobody takes is memory, too.
  private static final int SEND_BUFFER = 1 << 16;

  /** What a connection is about. */
  enum Phase {
    /** A request is to come, or is coming. */
    READING,
    /** Its lane has it. */
    WAITING,
    /** The answer is on its way. */
    ANSWERING,
    /** All was said; what still comes is read so that the answer is not lost, and left alone. */
    LINGERING,
    /** It is over. */
    CLOSED
  }

  /** Where requests go. */
  interface Desk {
    /** Has a request answered, by {@link #answer} now or later, on this thread. */
    void handle(Connection connection, RequestHead head);

    /** Has something answered that is no request. */
    void refuse(Connection connection, int status, String message);

    /** Has {@link #goOn} called soon, on this thread. */
    void goOnLater(Connection connection);
  }

  private final SocketChannel channel;
  private final SelectionKey key;
  private final Desk desk;
  private byte[] received = new byte[0];
  private int count;
  private Phase phase = Phase.READING;
  private long since;
  private long deadline;
  private int lingered;
  private Optional<Answer> answer = Optional.empty();

  /**
   * Takes a connection on.
   *
   * @throws IOException if it is gone already
   */
  Connection(SocketChannel channel, Selector selector, Desk desk, long now) throws IOException {
    this.channel = channel;
    this.desk = desk;
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.setOption(StandardSocketOptions.SO_SNDBUF, SEND_BUFFER);
    key = channel.register(selector, SelectionKey.OP_READ, this);
    enter(Phase.READING, now, REQUEST_NANOS);
  }

  private void enter(Phase next, long now, long nanos) {
    phase = next;
    since = now;
    deadline = now + nanos;
  }

  Phase phase() {
    return phase;
  }

  /** Returns when the phase began. */
  long since() {
    return since;
  }

  /** Returns until when the phase may go on. */
  long deadline() {
    return deadline;
  }

  /** Returns how many bytes its answer takes, about. */
  int kept() {
    return answer.map(Answer::kept).orElse(0);
  }

  /**
   * Does what can be done now.
   *
   * @param buffer to read into, empty
   * @throws IOException if the other side is gone
   */
  void ready(ByteBuffer buffer, long now) throws IOException {
    switch (phase) {
      case READING -> read(buffer, now);
      case ANSWERING -> write(now);
      case LINGERING -> linger(buffer);
      case WAITING, CLOSED -> {}
    }
  }

  private void read(ByteBuffer buffer, long now) throws IOException {
    int more = channel.read(buffer);
    if (more < 0) {
      close();
      return;
    }
    if (count == 0 && more > 0) {
      enter(Phase.READING, now, REQUEST_NANOS);
    }
    received = Arrays.copyOf(received, count + more);
    buffer.flip().get(received, count, more);
    count += more;
    process(now);
  }

  /** Looks whether a request is there that came along with the one before. */
  void goOn(long now) {
    if (phase == Phase.READING) {
      process(now);
    }
  }

  private void process(long now) {
    int length = RequestHead.length(received, count);
    if (length > MOST_HEAD_BYTES || (length == 0 && count > MOST_HEAD_BYTES)) {
      desk.refuse(this, 431, "a request has at most " + MOST_HEAD_BYTES + " bytes\n");
    } else if (length > 0) {
      byte[] head = received;
      received = Arrays.copyOfRange(received, length, count);
      count -= length;
      enter(Phase.WAITING, now, WAITING_NANOS);
      key.interestOps(0);
      try {
        desk.handle(this, RequestHead.parse(head, length));
      } catch (RequestHead.MalformedException e) {
        desk.refuse(this, e.status(), e.getMessage() + "\n");
      }
    }
  }

  /**
   * Sends an answer.
   *
   * @throws IOException if the other side is gone
   */
  void answer(Answer made, long now) throws IOException {
    if (phase == Phase.CLOSED) {
      made.release();
      return;
    }
    answer = Optional.of(made);
    enter(Phase.ANSWERING, now, ANSWER_NANOS);
    write(now);
  }

  private void write(long now) throws IOException {
    Answer present = answer.orElseThrow();
    if (!present.writeTo(channel)) {
      key.interestOps(SelectionKey.OP_WRITE);
      return;
    }
    answer = Optional.empty();
    present.release();
    key.interestOps(SelectionKey.OP_READ);
    if (present.keepAlive()) {
      enter(Phase.READING, now, count == 0 ? IDLE_NANOS : REQUEST_NANOS);
      if (count > 0) {
        desk.goOnLater(this);
      }
    } else {
      enter(Phase.LINGERING, now, LINGER_NANOS);
      channel.shutdownOutput();
    }
  }

  private void linger(ByteBuffer buffer) throws IOException {
    int more = channel.read(buffer);
    lingered += Math.max(0, more);
    if (more < 0 || lingered > LINGER_BYTES) {
      close();
    }
  }

  /** Cuts the connection. */
  void close() throws IOException {
    phase = Phase.CLOSED;
    if (answer.isPresent()) {
      answer.get().release();
      answer = Optional.empty();
    }
    channel.close();
  }
}
