package io.shmtender.report;

import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Writes maps, lists, texts, numbers, booleans and null as JSON. */
public final class Json {
  private final StringBuilder text = new StringBuilder();

  private Json() {}

  /** Returns a value as JSON, indented by two spaces. */
  public static String of(Object value) {
    Json json = new Json();
    json.write(value, "\n");
    return json.text.toString();
  }

  private void write(Object value, String newLine) {
    if (value instanceof Map<?, ?> map) {
      writeMap(map, newLine);
    } else if (value instanceof List<?> list) {
      writeList(list, newLine);
    } else if (value == null || value instanceof Number || value instanceof Boolean) {
      text.append(value);
    } else {
      writeText(value.toString());
    }
  }

  private void writeMap(Map<?, ?> map, String newLine) {
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

  private void writeList(List<?> list, String newLine) {
    text.append('[');
    String inner = newLine + "  ";
    for (Iterator<?> items = list.iterator(); items.hasNext(); ) {
      text.append(inner);
      write(items.next(), inner);
      text.append(items.hasNext() ? "," : newLine);
    }
    text.append(']');
  }

  private void writeText(String value) {
    text.append('"');
    value
        .chars()
        .forEach(
            c -> {
              if (c == '"' || c == '\\') {
                text.append('\\').append((char) c);
              } else if (c < ' ' || c > '~') {
                text.append(String.format("\\u%04x", c));
              } else {
                text.append((char) c);
              }
            });
    text.append('"');
  }
}
