package io.shmtender.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.*;

import io.shmtender.testing.Await;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class HttpServiceTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final HttpAddress ANY = new HttpAddress("127.0.0.1", 0);
  private static final Map<String, Route> ROUTES =
      Map.of(
          "/", request -> Response.text(200, "here\n"),
          "/echo", request -> Response.text(200, request.query() + request.header("accept")),
          "/broken",
              request -> {
                throw new IOException("meant to fail");
              });

  private final List<AutoCloseable> open = new ArrayList<>();
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable closeable : open) {
      closeable.close();
    }
  }

  private HttpService start(HttpAddress address) {
    HttpService service = new HttpService(address, () -> ROUTES, Duration.ofMillis(50));
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
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("Accept", "text/plain")
            .method(method, HttpRequest.BodyPublishers.noBody())
            .timeout(LIMIT)
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
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
    assertEquals("a=b cOptional[text/plain]", send(port, "GET", "/echo?a=b%20c").body());
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
  void connectionsWithoutARequestAreFewAndKeepNobodyElseWaitingForLong() throws Exception {
    int port = started();
    List<Socket> silent = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      silent.add(connect(port));
    }
    Await.until(LIMIT, "an answer in spite of them", () -> answers(port));
    for (Socket socket : silent) {
      socket.setSoTimeout(1);
    }
    Await.until(
        LIMIT,
        "most of 300 are cut off",
        () -> {
          silent.removeIf(HttpServiceTest::isCutOff);
          return silent.size() <= 128;
        });
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
