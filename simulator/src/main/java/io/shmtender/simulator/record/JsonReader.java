package io.shmtender.simulator.record;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads JSON as strictly as the server does (the Jansson library): an object or array and nothing
 * after it, no leading zeros, no number that does not fit, no lone surrogate, no zero character. Of
 * equal keys the last one counts. One object per text.
 */
final class JsonReader {
  private static final int MAX_DEPTH = 2048;

  private final String text;
  private int at;
  private int depth;

  private JsonReader(String text) {
    this.text = text;
  }

  /**
   * Reads a text into maps, lists, strings, numbers, booleans and null.
   *
   * @throws CommandFailure INVALID_GEOJSON when it is no JSON
   */
  static Object read(byte[] utf8) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException e) {
      throw GeoJson.invalid();
    }
    JsonReader reader = new JsonReader(text);
    Object value = reader.value();
    reader.skipSpace();
    if (reader.at < text.length() || !(value instanceof Map || value instanceof List)) {
      throw GeoJson.invalid();
    }
    return value;
  }

  private Object value() {
    skipSpace();
    if (++depth > MAX_DEPTH) {
      throw GeoJson.invalid();
    }
    char first = peek();
    Object value =
        switch (first) {
          case '{' -> object();
          case '[' -> array();
          case '"' -> string();
          case 't' -> word("true", true);
          case 'f' -> word("false", false);
          case 'n' -> word("null", null);
          default -> number();
        };
    depth--;
    return value;
  }

  private Map<String, Object> object() {
    Map<String, Object> map = new HashMap<>();
    at++;
    skipSpace();
    if (takeIf('}')) {
      return map;
    }
    do {
      skipSpace();
      if (peek() != '"') {
        throw GeoJson.invalid();
      }
      String key = string();
      skipSpace();
      take(':');
      map.put(key, value());
      skipSpace();
    } while (takeIf(','));
    take('}');
    return map;
  }

  private List<Object> array() {
    List<Object> list = new ArrayList<>();
    at++;
    skipSpace();
    if (takeIf(']')) {
      return list;
    }
    do {
      list.add(value());
      skipSpace();
    } while (takeIf(','));
    take(']');
    return list;
  }

  private Object word(String word, Object value) {
    if (!text.startsWith(word, at)) {
      throw GeoJson.invalid();
    }
    at += word.length();
    return value;
  }

  private Number number() {
    int start = at;
    takeIf('-');
    if (!takeIf('0')) {
      digits();
    }
    boolean isWhole = true;
    if (takeIf('.')) {
      isWhole = false;
      digits();
    }
    if (takeIf('e') || takeIf('E')) {
      isWhole = false;
      if (!takeIf('+')) {
        takeIf('-');
      }
      digits();
    }
    String number = text.substring(start, at);
    if (!isWhole) {
      double real = Double.parseDouble(number);
      if (Double.isInfinite(real)) {
        throw GeoJson.invalid();
      }
      return real;
    }
    try {
      return Long.parseLong(number);
    } catch (NumberFormatException e) {
      throw GeoJson.invalid();
    }
  }

  private void digits() {
    int start = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    if (at == start) {
      throw GeoJson.invalid();
    }
  }

  private String string() {
    StringBuilder value = new StringBuilder();
    at++;
    while (!takeIf('"')) {
      char c = peek();
      at++;
      if (c < ' ') {
        throw GeoJson.invalid();
      }
      value.append(c == '\\' ? escaped() : c);
    }
    checkSurrogates(value);
    return value.toString();
  }

  private char escaped() {
    char c = peek();
    at++;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicode();
      default -> throw GeoJson.invalid();
    };
  }

  private char unicode() {
    int code = 0;
    for (int i = 0; i < 4; i++) {
      int digit = Character.digit(peek(), 16);
      if (digit < 0 || peek() > 'f') {
        throw GeoJson.invalid();
      }
      code = code * 16 + digit;
      at++;
    }
    if (code == 0) {
      throw GeoJson.invalid();
    }
    return (char) code;
  }

  private static void checkSurrogates(StringBuilder value) {
    for (int i = 0; i < value.length(); i++) {
      if (Character.isSurrogate(value.charAt(i))) {
        boolean isPair =
            i + 1 < value.length()
                && Character.isSurrogatePair(value.charAt(i), value.charAt(i + 1));
        if (!isPair) {
          throw GeoJson.invalid();
        }
        i++;
      }
    }
  }

  private void skipSpace() {
    while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private char peek() {
    if (at >= text.length()) {
      throw GeoJson.invalid();
    }
    return text.charAt(at);
  }

  private void take(char wanted) {
    if (!takeIf(wanted)) {
      throw GeoJson.invalid();
    }
  }

  private boolean takeIf(char wanted) {
    boolean is = at < text.length() && text.charAt(at) == wanted;
    at += is ? 1 : 0;
    return is;
  }
}
