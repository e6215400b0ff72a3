package io.shmtender.daemon.tend;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.*;

import io.shmtender.reader.info.InfoReply;
import io.shmtender.reader.info.InfoReplyException;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests whose replies are taken when they come, from a server that sends what the test says. */
@Timeout(60)
final class NodeChannelTest {
  private static final long INFO_HEADER = (2L << 56) | (1L << 48);
  private static final List<String> NAMES = List.of("node");

  private ServerSocket server;
  private NodeChannel channel;
  private Socket socket;

  @BeforeEach
  void exchangeOnce() throws Exception {
    server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    TenderConfig config =
        TenderConfig.of(List.of(new Seed("127.0.0.1", 3000)))
            .requestTimeout(Duration.ofMinutes(10))
            .build();
    channel =
        new Connector(config)
            .channel(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort()), "");
    assertFalse(channel.sendNow(NAMES), "there is no connection yet");
    CompletableFuture<InfoReply> first = async(() -> channel.request("BB9", NAMES));
    socket = server.accept();
    readRequest();
    write(reply("first"));
    assertEquals("first", first.join().text("node"));
  }

  @AfterEach
  void close() throws IOException {
    channel.close();
    socket.close();
    server.close();
  }

  private static <T> CompletableFuture<T> async(Callable<T> work) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return work.call();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
  }

  private void readRequest() throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    byte[] question = new byte[(int) (in.readLong() & 0xFFFFFFFFFFFFL)];
    in.readFully(question);
    assertEquals("node\n", new String(question, ISO_8859_1));
  }

  private static byte[] reply(String value) {
    byte[] text = ("node\t" + value + "\n").getBytes(ISO_8859_1);
    return ByteBuffer.allocate(8 + text.length)
        .putLong(INFO_HEADER | text.length)
        .put(text)
        .array();
  }

  private void write(byte... bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  private String taken() throws IOException {
    InfoReply reply = channel.takeNow("BB9", NAMES);
    while (reply == null) {
      Thread.onSpinWait();
      reply = channel.takeNow("BB9", NAMES);
    }
    return reply.text("node");
  }

  @Test
  void aReplyIsTakenWhenAllOfItHasCome() throws Exception {
    for (String value : List.of("second", "third")) {
      assertTrue(channel.sendNow(NAMES));
      readRequest();
      byte[] reply = reply(value);
      for (int i = 0; i + 1 < reply.length; i++) {
        assertNull(channel.takeNow("BB9", NAMES));
        write(reply[i]);
      }
      assertNull(channel.takeNow("BB9", NAMES));
      write(reply[reply.length - 1]);
      assertEquals(value, taken());
    }
    assertEquals(3, channel.takeTraffic().requests());
    assertEquals(1, channel.connects());
  }

  @Test
  void theRestOfAReplyIsAwaited() throws Exception {
    for (int there = 0; there <= reply("second").length; there++) {
      assertTrue(channel.sendNow(NAMES));
      readRequest();
      byte[] reply = reply("second");
      for (int i = 0; i < there; i++) {
        write(reply[i]);
      }
      if (there < reply.length) {
        assertNull(channel.takeNow("BB9", NAMES));
      }
      CompletableFuture<InfoReply> rest = async(() -> channel.await("BB9", NAMES));
      for (int i = there; i < reply.length; i++) {
        write(reply[i]);
      }
      assertEquals("second", rest.join().text("node"));
    }
    assertEquals(1, channel.connects());
  }

  @Test
  void aConnectionThatTheServerClosedIsReplacedWhileTheReplyIsAwaited() throws Exception {
    assertTrue(channel.sendNow(NAMES));
    readRequest();
    socket.close();
    CompletableFuture<InfoReply> rest = async(() -> channel.await("BB9", NAMES));
    socket = server.accept();
    readRequest();
    write(reply("second"));
    assertEquals("second", rest.join().text("node"));
    assertEquals(2, channel.connects());
  }

  @Test
  void aReplyThatIsNoneIsAnErrorThatNamesTheNode() throws Exception {
    assertTrue(channel.sendNow(NAMES));
    readRequest();
    write(new byte[8]);
    InfoReplyException e = assertThrows(InfoReplyException.class, this::taken);
    assertTrue(e.getMessage().startsWith("node BB9 answered info 'node' with no info message"));
    assertFalse(channel.isConnected());
    assertFalse(channel.sendNow(NAMES));
  }
}
