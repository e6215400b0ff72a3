package io.shmtender.status;

import java.util.Set;

/**
 * Writes HTML and the SVG inside it. Every text and every attribute's value is escaped here and
 * nowhere else: names of nodes, namespaces and clusters come from servers.
 */
final class Html {
  private static final Set<String> VOID = Set.of("meta", "link", "br", "wbr");

  private final StringBuilder out = new StringBuilder(16_384);

  /** Writes markup that is ours. */
  Html raw(String markup) {
    out.append(markup);
    return this;
  }

  /** Opens an element; the attributes are names and values in turn. */
  Html open(String name, Object... attributes) {
    out.append('<').append(name);
    for (int i = 0; i < attributes.length; i += 2) {
      out.append(' ').append(attributes[i]).append("=\"");
      escape(attributes[i + 1].toString());
      out.append('"');
    }
    out.append('>');
    return this;
  }

  /** Closes an element. */
  Html close(String name) {
    out.append("</").append(name).append('>');
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
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> {
          // Control characters are not allowed in HTML, even escaped.
          boolean allowed = (c >= ' ' && c != 0x7f) || c == '\n' || c == '\t';
          out.append(allowed ? c : '\ufffd');
        }
      }
    }
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
