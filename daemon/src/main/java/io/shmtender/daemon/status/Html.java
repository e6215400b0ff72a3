package io.shmtender.daemon.status;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;

/**
 * Writes HTML and the SVG inside it. Every text and every attribute's value is escaped here and
 * nowhere else: names of nodes, namespaces and clusters come from servers.
 */
final class Html {
  private static final Set<String> VOID = Set.of("meta", "link", "br", "wbr");

  private final Appendable out;
  private long written;

  /** Writes to a text, or to a stream that never keeps the whole. */
  Html(Appendable out) {
    this.out = out;
  }

  /** Writes markup that is ours. */
  Html raw(String markup) {
    append(markup);
    return this;
  }

  // Sections are written by dozens of methods, none of which could do anything about it.
  private void append(CharSequence text) {
    written += text.length();
    try {
      out.append(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns how many characters were written: what servers say may grow when it is escaped. */
  long written() {
    return written;
  }

  /** Opens an element; the attributes are names and values in turn. */
  Html open(String name, Object... attributes) {
    append("<");
    append(name);
    for (int i = 0; i < attributes.length; i += 2) {
      append(" ");
      append(attributes[i].toString());
      append("=\"");
      escape(attributes[i + 1].toString());
      append("\"");
    }
    append(">");
    return this;
  }

  /** Closes an element. */
  Html close(String name) {
    append("</");
    append(name);
    append(">");
    return this;
  }

  /** Writes an element without content. */
  Html empty(String name, Object... attributes) {
    open(name, attributes);
    return VOID.contains(name) ? this : close(name);
  }

  /** Writes an element that has a text. */
  Html element(String name, Object text, Object... attributes) {
    return open(name, attributes).text(text).close(name);
  }

  /** Writes a text. */
  Html text(Object text) {
    escape(text.toString());
    return this;
  }

  private void escape(String text) {
    int plainFrom = 0;
    for (int i = 0; i < text.length(); i++) {
      String instead = escaped(text.charAt(i));
      if (instead != null) {
        append(text.substring(plainFrom, i));
        append(instead);
        plainFrom = i + 1;
      }
    }
    append(plainFrom == 0 ? text : text.substring(plainFrom));
  }

  // Null for what stays as it is.
  private static String escaped(char c) {
    return switch (c) {
      case '&' -> "&amp;";
      case '<' -> "&lt;";
      case '>' -> "&gt;";
      case '"' -> "&quot;";
      case '\'' -> "&#39;";
      case '\n', '\t' -> null;
      // Control characters are not allowed in HTML, even escaped.
      default -> c < ' ' || c == 0x7f ? "\ufffd" : null;
    };
  }
}
