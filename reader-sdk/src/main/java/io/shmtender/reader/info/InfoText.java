package io.shmtender.reader.info;

/** Reads the value of one info name from left to right. Not thread-safe. */
final class InfoText {
  private final String node;
  private final String info;
  private final String text;
  private int position;

  InfoText(String node, String info, String text) {
    this.node = node;
    this.info = info;
    this.text = text;
  }

  boolean atEnd() {
    return position >= text.length();
  }

  /** Steps over the character if it is next. */
  boolean skip(char c) {
    if (!atEnd() && text.charAt(position) == c) {
      position++;
      return true;
    }
    return false;
  }

  /** Steps over the character that must be next. */
  void expect(char c) throws InfoReplyException {
    if (!skip(c)) {
      throw malformed("'" + c + "' missing");
    }
  }

  /** Returns what comes before the first of the stop characters, and stays in front of it. */
  String until(String stops) throws InfoReplyException {
    int begin = position;
    while (!atEnd() && stops.indexOf(text.charAt(position)) < 0) {
      position++;
    }
    if (atEnd()) {
      position = begin;
      throw malformed("the end missing");
    }
    return text.substring(begin, position);
  }

  /** Like {@link #until}, but the end of the text ends it too. */
  String untilOrEnd(String stops) {
    int begin = position;
    while (!atEnd() && stops.indexOf(text.charAt(position)) < 0) {
      position++;
    }
    return text.substring(begin, position);
  }

  /**
   * Like {@link #untilOrEnd}, for what should have this length: then only what comes behind it is
   * looked at, and there may be a stop character in it.
   */
  String exactly(int length, String stops) {
    int end = position + length;
    if (end > text.length() || (end < text.length() && stops.indexOf(text.charAt(end)) < 0)) {
      return untilOrEnd(stops);
    }
    String found = text.substring(position, end);
    position = end;
    return found;
  }

  /** Returns the unsigned number that comes before the first of the stop characters. */
  int number(String stops) throws InfoReplyException {
    int begin = position;
    String digits = until(stops);
    try {
      return Integer.parseUnsignedInt(digits);
    } catch (NumberFormatException e) {
      position = begin;
      throw InfoReplyException.of(node, info, description("no number"), e);
    }
  }

  /** Says what is wrong at the current position. */
  InfoReplyException malformed(String what) {
    return InfoReplyException.of(node, info, description(what));
  }

  private String description(String what) {
    return what
        + " at character "
        + position
        + " of "
        + InfoReplyException.excerpt(text)
        + (atEnd() ? ", which is its end" : "");
  }
}
