package io.shmtender.daemon.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The head of a request. Nothing here has a body: what follows a head is the next one.
 *
 * @param method the method
 * @param host whom it asks for, empty if it does not say
 * @param request what it asks for
 * @param keepAlive whether the connection stays open for another request
 */
record RequestHead(String method, Optional<String> host, Request request, boolean keepAlive) {

  /** The head is malformed; has the status to answer with. */
  static final class MalformedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;

    MalformedException(int status, String message) {
      super(message);
      this.status = status;
    }

    int status() {
      return status;
    }
  }

  /**
   * Returns how long the head is that these bytes begin with, its end included; 0 if it goes on.
   */
  static int length(byte[] bytes, int count) {
    int lineStart = 0;
    for (int i = 0; i < count; i++) {
      if (bytes[i] == '\n') {
        boolean empty = i == lineStart || (i == lineStart + 1 && bytes[lineStart] == '\r');
        if (empty && lineStart > 0) {
          return i + 1;
        }
        lineStart = i + 1;
      }
    }
    return 0;
  }

  /**
   * Reads a head.
   *
   * @throws MalformedException if it is none
   */
  static RequestHead parse(byte[] bytes, int length) throws MalformedException {
    List<String> lines = new String(bytes, 0, length, ISO_8859_1).lines().toList();
    String[] words = lines.get(0).split(" ", -1);
    if (words.length != 3 || !words[2].matches("HTTP/1\\.[01]")) {
      throw new MalformedException(400, "the first line is not of HTTP/1.1");
    }
    Map<String, String> headers = headers(lines.subList(1, lines.size()));
    String target = words[1];
    Optional<String> host = Optional.ofNullable(headers.get("host"));
    if (target.startsWith("http://")) {
      // As to a proxy. It says whom it asks for once more, and this counts.
      int path = target.indexOf('/', "http://".length());
      host = Optional.of(target.substring("http://".length(), path < 0 ? target.length() : path));
      target = path < 0 ? "/" : target.substring(path);
    }
    boolean modern = words[2].endsWith("1");
    if (modern && host.isEmpty()) {
      throw new MalformedException(400, "there is no Host");
    }
    int question = target.indexOf('?');
    String path = decoded(question < 0 ? target : target.substring(0, question));
    String query = question < 0 ? "" : target.substring(question + 1);
    return new RequestHead(
        words[0], host, new Request(path, parameters(query), headers), keepAlive(modern, headers));
  }

  // Taken apart before it is decoded: a name may have any character.
  private static Map<String, List<String>> parameters(String query) throws MalformedException {
    Map<String, List<String>> parameters = new HashMap<>();
    for (String parameter : query.split("&", -1)) {
      int equals = parameter.indexOf('=');
      if (!parameter.isEmpty()) {
        String name = decoded(equals < 0 ? parameter : parameter.substring(0, equals));
        String value = equals < 0 ? "" : decoded(parameter.substring(equals + 1));
        parameters.computeIfAbsent(name, any -> new ArrayList<>()).add(value);
      }
    }
    return parameters;
  }

  private static Map<String, String> headers(List<String> lines) throws MalformedException {
    Map<String, String> headers = new HashMap<>();
    for (String line : lines) {
      int colon = line.indexOf(':');
      if (line.isEmpty()) {
        break;
      }
      // A line that goes on in the next one begins with a space there, and is long deprecated.
      if (colon <= 0 || !line.substring(0, colon).matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")) {
        throw new MalformedException(400, "a line of the head is no header");
      }
      String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
      String value = line.substring(colon + 1).strip();
      if (name.equals("host") && headers.containsKey(name)) {
        throw new MalformedException(400, "there is more than one Host");
      }
      headers.merge(name, value, (one, other) -> one + ", " + other);
    }
    return headers;
  }

  // Whoever sends a body is answered, and then nothing more is read.
  private static boolean keepAlive(boolean modern, Map<String, String> headers) {
    if (headers.containsKey("transfer-encoding")
        || !headers.getOrDefault("content-length", "0").equals("0")) {
      return false;
    }
    String connection = headers.getOrDefault("connection", "").toLowerCase(Locale.ROOT);
    return modern ? !connection.contains("close") : connection.contains("keep-alive");
  }

  private static String decoded(String text) throws MalformedException {
    if (text.indexOf('%') < 0) {
      return text;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
        int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
        if (high < 0 || low < 0) {
          throw new MalformedException(400, "a % in the path is not followed by two hex digits");
        }
        bytes.write(high << 4 | low);
        i += 2;
      } else {
        bytes.write(c);
      }
    }
    return bytes.toString(UTF_8);
  }
}
