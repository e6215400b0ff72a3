package io.shmtender.daemon.report;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes maps, lists, texts, numbers, booleans, times and null as JSON. */
public final class Json {
  // Always the same number of digits: Instant's own form leaves out zeros.
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final Appendable text;

  private Json(Appendable text) {
    this.text = text;
  }

  /** Returns a value as JSON, indented by two spaces. */
  public static String of(Object value) {
    StringBuilder text = new StringBuilder();
    try {
      new Json(text).write(value, "\n");
    } catch (IOException e) {
      throw new IllegalStateException("a text takes whatever is written", e);
    }
    return text.toString();
  }

  /**
   * Writes a value as JSON and the end of the line, without keeping the whole.
   *
   * @throws IOException if it cannot be written
   */
  public static void write(Object value, OutputStream out) throws IOException {
    // It is all ASCII; what is not is escaped.
    Writer writer = new BufferedWriter(new OutputStreamWriter(out, US_ASCII));
    new Json(writer).write(value, "\n");
    writer.append('\n').flush();
  }

  private void write(Object value, String newLine) throws IOException {
    if (value instanceof Map<?, ?> map) {
      writeMap(map, newLine);
    } else if (value instanceof List<?> list) {
      writeList(list, newLine);
    } else if (value == null || value instanceof Number || value instanceof Boolean) {
      text.append(String.valueOf(value));
    } else if (value instanceof Instant time) {
      writeText(TIME.format(time));
    } else {
      writeText(value.toString());
    }
  }

  private void writeMap(Map<?, ?> map, String newLine) throws IOException {
    text.append('{');
    String inner = newLine + "  ";
    String separator = inner;
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      text.append(separator);
      writeText(entry.getKey().toString());
      text.append(": ");
      write(entry.getValue(), inner);
      separator = "," + inner;
    }
    text.append(map.isEmpty() ? "}" : newLine + "}");
  }

  private void writeList(List<?> list, String newLine) throws IOException {
    text.append('[');
    String inner = newLine + "  ";
    for (Iterator<?> items = list.iterator(); items.hasNext(); ) {
      text.append(inner);
      write(items.next(), inner);
      text.append(items.hasNext() ? "," : newLine);
    }
    text.append(']');
  }

  private void writeText(String value) throws IOException {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < ' ' || c > '~') {
        text.append(String.format("\\u%04x", (int) c));
      } else {
        text.append(c);
      }
    }
    text.append('"');
  }
}
