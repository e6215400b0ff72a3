package io.shmtender.daemon.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.*;

import io.shmtender.testing.Await;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HttpServiceTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration RETRY = Duration.ofMillis(50);
  private static final HttpAddress ANY = new HttpAddress("127.0.0.1", 0);
  private static final String LARGE = "0123456789abcdef".repeat(1 << 16);
  private static final byte[] NOISE = noise();

  private final Semaphore slowMayEnd = new Semaphore(0);
  private final List<Lane> lanes =
      List.of(
          new Lane("quick", 64, Map.of("/", request -> Response.text(200, "here\n"))),
          new Lane(
              "other",
              8,
              Map.of(
                  "/echo",
                  request ->
                      Response.text(200, request.parameters("a") + "" + request.header("accept")),
                  "/large",
                  request -> Response.text(200, LARGE),
                  "/noise",
                  request -> Response.of(200, "text/plain", out -> out.write(NOISE)),
                  "/endless",
                  request -> Response.of(200, "text/plain", HttpServiceTest::writeNoiseForEver),
                  "/memory",
                  request -> Response.of(200, "text/plain", out -> out.write(tooMuch())),
                  "/broken",
                  request -> {
                    throw new IOException("meant to fail");
                  })),
          new Lane(
              "slow",
              2,
              Map.of(
                  "/slow",
                  request -> {
                    slowMayEnd.acquireUninterruptibly();
                    return Response.text(200, "at last\n");
                  })));

  private static byte[] noise() {
    byte[] noise = new byte[400 << 10];
    new Random(1).nextBytes(noise);
    return noise;
  }

  private static void writeNoiseForEver(OutputStream out) throws IOException {
    while (true) {
      out.write(NOISE);
    }
  }

  private static byte[] tooMuch() {
    throw new OutOfMemoryError("meant to fail");
  }

  private final List<AutoCloseable> open = new ArrayList<>();
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable closeable : open) {
      closeable.close();
    }
  }

  private HttpService start(HttpAddress address) {
    HttpService service =
        new HttpService(
            address, List.of("tender.example.org", "*.below.example.org"), () -> lanes, RETRY);
    open.add(service);
    service.start();
    return service;
  }

  private int started() {
    HttpService service = start(ANY);
    Await.until(LIMIT, "a port", () -> service.listening().isPresent());
    return service.listening().orElseThrow().getPort();
  }

  private HttpResponse<String> send(int port, String method, String path) throws Exception {
    return client.send(request(port, method, path).build(), BodyHandlers.ofString());
  }

  private static HttpRequest.Builder request(int port, String method, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .header("Accept", "text/plain")
        .method(method, HttpRequest.BodyPublishers.noBody())
        .timeout(LIMIT);
  }

  @Test
  void routesAnswerGetAndHead() throws Exception {
    int port = started();
    HttpResponse<String> get = send(port, "GET", "/");
    assertEquals(200, get.statusCode());
    assertEquals("here\n", get.body());
    assertEquals("text/plain; charset=utf-8", get.headers().firstValue("content-type").get());
    assertEquals("nosniff", get.headers().firstValue("x-content-type-options").get());
    HttpResponse<String> head = send(port, "HEAD", "/");
    assertEquals(200, head.statusCode());
    assertEquals("", head.body());
    assertEquals("5", head.headers().firstValue("content-length").get());
    assertEquals(
        "[b c&d=e, ]Optional[text/plain]", send(port, "GET", "/echo?a=b%20c%26d=e&b&a=").body());
  }

  @Test
  void whatIsNotThereOrNotAllowedIsSaid() throws Exception {
    int port = started();
    HttpResponse<String> missing = send(port, "GET", "/missing");
    assertEquals(404, missing.statusCode());
    assertTrue(missing.body().contains("/echo"), missing.body());
    for (String method : List.of("POST", "PUT", "DELETE", "OPTIONS")) {
      HttpResponse<String> refused = send(port, method, "/");
      assertEquals(405, refused.statusCode());
      assertEquals("GET, HEAD", refused.headers().firstValue("allow").get());
    }
    // What follows a refused body is not taken for the next request.
    String withBody =
        raw(
            port,
            "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n"
                + "X: "
                + "y".repeat(100)
                + "\r\n");
    assertTrue(withBody.startsWith("HTTP/1.1 405 "), withBody);
    HttpResponse<String> broken = send(port, "GET", "/broken");
    assertEquals(500, broken.statusCode());
    assertTrue(broken.body().contains("meant to fail"), broken.body());
  }

  @Test
  void aPortThatIsTakenIsUsedOnceItIsFree() throws Exception {
    HttpService service;
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      HttpAddress address = new HttpAddress("127.0.0.1", taken.getLocalPort());
      service = start(address);
      assertTrue(service.listening().isEmpty());
    }
    Await.until(LIMIT, "the port", () -> service.listening().isPresent());
    assertEquals(200, send(service.listening().orElseThrow().getPort(), "GET", "/").statusCode());
  }

  @Test
  @Tag("slow")
  void whoSendsSlowlyIsCutOffAndKeepsNobodyElseWaitingForLong() throws Exception {
    int port = started();
    List<Socket> slow = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      Socket socket = connect(port);
      socket.getOutputStream().write("GET / HT".getBytes(ISO_8859_1));
      slow.add(socket);
    }
    Await.until(LIMIT, "an answer in spite of them", () -> answers(port));
    for (Socket socket : slow) {
      socket.setSoTimeout((int) LIMIT.toMillis());
      assertTrue(isCutOff(socket));
    }
  }

  @Test
  void aThousandWhoHoldConnectionsKeepNobodyElseWaiting() throws Exception {
    int port = started();
    List<Socket> held = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      Socket socket = connect(port);
      held.add(socket);
      // Some say nothing, some begin a request, some take no answer.
      switch (i % 3) {
        case 0 -> {}
        case 1 -> tell(socket, "GET / HT");
        default -> tell(socket, "GET /noise HTTP/1.1\r\nHost: localhost\r\n\r\n");
      }
    }
    for (int i = 0; i < 20; i++) {
      assertEquals(200, send(port, "GET", "/").statusCode());
    }
    int cutOff = 0;
    for (Socket socket : held) {
      socket.setSoTimeout(1);
      cutOff += isCutOffOrAnswered(socket) ? 1 : 0;
    }
    assertTrue(cutOff >= 1000 - HttpLoop.MOST_CONNECTIONS, cutOff + " of 1000 were cut off");
  }

  private static void tell(Socket socket, String text) {
    try {
      socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    } catch (IOException e) {
      assertNotNull(e.getMessage(), "it was cut off by those who came later");
    }
  }

  private static boolean isCutOffOrAnswered(Socket socket) {
    try {
      return socket.getInputStream().read() >= -1;
    } catch (java.net.SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  @Test
  void aLaneThatIsBusyKeepsNoOtherWaitingAndRefusesWhatIsTooMuch() throws Exception {
    int port = started();
    List<CompletableFuture<HttpResponse<String>>> slow = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      slow.add(client.sendAsync(request(port, "GET", "/slow").build(), BodyHandlers.ofString()));
    }
    // One is answered and two may wait.
    Await.until(LIMIT, "three refusals", () -> slow.stream().filter(f -> f.isDone()).count() == 3);
    for (int i = 0; i < 5; i++) {
      assertEquals(200, send(port, "GET", "/").statusCode());
      assertEquals(200, send(port, "GET", "/echo").statusCode());
    }
    slowMayEnd.release(6);
    List<Integer> statuses = slow.stream().map(f -> f.join().statusCode()).sorted().toList();
    assertEquals(List.of(200, 200, 200, 503, 503, 503), statuses);
  }

  @Test
  void whatIsLargeGoesCompressedToWhoTakesThatAndElsePlain() throws Exception {
    int port = started();
    HttpResponse<String> plain = send(port, "GET", "/large");
    assertEquals(LARGE, plain.body());
    assertEquals(
        Integer.toString(LARGE.length()), plain.headers().firstValue("content-length").get());

    HttpResponse<byte[]> zipped =
        client.send(
            request(port, "GET", "/large").header("Accept-Encoding", "gzip, br").build(),
            BodyHandlers.ofByteArray());
    assertEquals("gzip", zipped.headers().firstValue("content-encoding").get());
    assertTrue(zipped.body().length < LARGE.length() / 20, zipped.body().length + " bytes");
    try (var in = new GZIPInputStream(new ByteArrayInputStream(zipped.body()))) {
      assertEquals(LARGE, new String(in.readAllBytes(), ISO_8859_1));
    }
    assertTrue(send(port, "GET", "/noise").body().length() > 0);
  }

  @Test
  void whatIsTooMuchIsRefusedAndEndsNothing() throws Exception {
    int port = started();
    for (String path : List.of("/endless", "/memory")) {
      HttpResponse<String> refused = send(port, "GET", path);
      assertEquals(503, refused.statusCode(), refused::body);
    }
    assertEquals(200, send(port, "GET", "/echo").statusCode());
  }

  @ParameterizedTest
  @CsvSource({
    "200, 127.0.0.1:14096",
    "200, 10.1.2.3",
    "200, [::1]:14096",
    "200, localhost:80",
    "200, LOCALHOST",
    "200, any.localhost",
    "200, Tender.example.org.:14096",
    "200, a.below.example.org",
    "403, below.example.org",
    "403, xbelow.example.org",
    "403, evil.example",
    "403, 127.0.0.1.evil.example",
    "403, localhost.evil.example:14096",
    "403, tender.example.org.evil.example",
    "403, 2130706433",
    "403, '[evil.example]'",
    "403, ''",
  })
  void whoAsksForAnotherHostIsRefused(int status, String host) throws Exception {
    int port = started();

    String answer = raw(port, "GET / HTTP/1.1\r\nHost: " + host + "\r\n");

    assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
    assertEquals(status == 200, answer.contains("here"), answer);
    String absolute = raw(port, "GET http://" + host + "/ HTTP/1.1\r\nHost: localhost\r\n");
    assertTrue(absolute.startsWith("HTTP/1.1 " + status + " "), absolute);
  }

  @Test
  void thisHostsOwnNameIsItsName() throws Exception {
    int port = started();
    String own = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();

    Await.until(
        LIMIT,
        () -> "an answer to " + own,
        () -> raw(port, "GET / HTTP/1.1\r\nHost: " + own + "\r\n").contains("200 OK"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nno header\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\n folded: x\r\n",
        "GET / HTTP/2.0\r\nHost: localhost\r\n",
        "GET /%zz HTTP/1.1\r\nHost: localhost\r\n",
        "GET /\r\nHost: localhost\r\n",
        "\r\nGET / HTTP/1.1\r\nHost: localhost\r\n",
      })
  void whatIsNoRequestIsRefused(String head) {
    String answer = raw(started(), head);

    assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
  }

  @Test
  void anOldClientNeedsNoHostAndGetsOneAnswer() {
    String answer = raw(started(), "GET / HTTP/1.0\r\n");

    assertTrue(answer.startsWith("HTTP/1.1 200 OK\r\n"), answer);
    assertTrue(answer.endsWith("\r\n\r\nhere\n"), answer);
  }

  @Test
  void requestsThatComeTogetherAreAnsweredInTheirOrder() throws Exception {
    Socket socket = connect(started());
    String first = "GET /echo?1 HTTP/1.1\r\nHost: localhost\r\n\r\n";
    tell(
        socket,
        first.repeat(50) + "GET /missing HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    socket.setSoTimeout((int) LIMIT.toMillis());

    String answers = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);

    assertEquals(51, answers.split("HTTP/1\\.1 200 OK", -1).length, answers);
    assertTrue(answers.indexOf("404 Not Found") > answers.lastIndexOf("200 OK"), answers);
  }

  @Test
  void aRequestThatComesInPiecesIsOne() throws Exception {
    Socket socket = connect(started());
    socket.setTcpNoDelay(true);
    for (String piece : List.of("G", "ET / HTTP/1.1\r", "\nHost: local", "host\r\n\r", "\n")) {
      tell(socket, piece);
    }
    socket.setSoTimeout((int) LIMIT.toMillis());
    byte[] start = socket.getInputStream().readNBytes("HTTP/1.1 200 OK".length());

    assertEquals("HTTP/1.1 200 OK", new String(start, ISO_8859_1));
  }

  // Everything up to the end of the connection; the head gets its own end.
  private String raw(int port, String head) {
    try {
      Socket socket = connect(port);
      socket.setSoTimeout((int) LIMIT.toMillis());
      tell(socket, head + "Connection: close\r\n\r\n");
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aRequestWithoutEndIsCutOff() throws Exception {
    int port = started();
    byte[] chunk = "x".repeat(64 << 10).getBytes(ISO_8859_1);
    for (String start : List.of("GET /", "GET / HTTP/1.1\r\nLong: ")) {
      Socket socket = connect(port);
      OutputStream out = socket.getOutputStream();
      out.write(start.getBytes(ISO_8859_1));
      IOException cut =
          assertThrows(
              IOException.class,
              () -> {
                for (int sent = 0; sent < 1 << 30; sent += chunk.length) {
                  out.write(chunk);
                }
              });
      assertNotNull(cut.getMessage());
    }
    assertEquals(200, send(port, "GET", "/").statusCode());
  }

  private Socket connect(int port) throws IOException {
    Socket socket = new Socket();
    open.add(socket);
    socket.connect(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port), (int) LIMIT.toMillis());
    return socket;
  }

  private boolean answers(int port) {
    try {
      return send(port, "GET", "/").statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static boolean isCutOff(Socket socket) {
    try {
      return socket.getInputStream().read() < 0;
    } catch (java.net.SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  @Test
  void addressesAreReadAsTheyAreShown() {
    for (String text : List.of("127.0.0.1:9", "[::1]:80", "localhost:0", "0.0.0.0:65535")) {
      assertEquals(text, HttpAddress.parse(text).toString());
    }
    assertEquals(HttpAddress.DEFAULT, HttpAddress.parse("127.0.0.1"));
    assertEquals(HttpAddress.DEFAULT_PORT, HttpAddress.parse("[::1]").port());
    for (String text :
        List.of(":1", "::1", "a:", "a:70000", "a:b", "http://a:1", "[]:1", "a b:1")) {
      IllegalArgumentException refused =
          assertThrows(IllegalArgumentException.class, () -> HttpAddress.parse(text));
      assertTrue(refused.getMessage().contains("host:port"), refused.getMessage());
    }
  }
}
