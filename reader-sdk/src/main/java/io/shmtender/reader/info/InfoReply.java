package io.shmtender.reader.info;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * A node's reply to one info request, taken apart by name.
 *
 * <p>The protocol: a request is names, each ended by a newline; the reply echoes each name, then a
 * tab, the value, and a newline. An error is {@code ERROR:code:message}, where code or message may
 * be missing ({@code FAIL} in servers up to 5); a name may begin with these letters, too. A reply
 * that lacks its last newline was cut short.
 */
public final class InfoReply {
  /** The info name of the cluster's name. */
  public static final String CLUSTER_NAME = "cluster-name";

  private static final String NO_NAME = "null";

  private final String node;
  private final Map<String, String> values;

  private InfoReply(String node, Map<String, String> values) {
    this.node = node;
    this.values = values;
  }

  /**
   * Takes a reply apart.
   *
   * @param node how to call the node in messages
   * @param names the names that were asked for
   * @throws InfoReplyException if the reply is not made of lines, or lacks a name
   */
  public static InfoReply parse(String node, List<String> names, byte[] body)
      throws InfoReplyException {
    Map<String, String> values = new HashMap<>();
    String text = new String(body, UTF_8);
    String all = String.join(",", names);
    int begin = 0;
    while (begin < text.length()) {
      int end = text.indexOf('\n', begin);
      if (end < 0) {
        throw InfoReplyException.of(
            node, all, "a reply cut short at " + InfoReplyException.excerpt(text.substring(begin)));
      }
      int tab = text.indexOf('\t', begin);
      if (tab < 0 || tab > end) {
        throw InfoReplyException.of(
            node,
            all,
            "a line without a value: " + InfoReplyException.excerpt(text.substring(begin, end)));
      }
      values.put(text.substring(begin, tab), text.substring(tab + 1, end));
      begin = end + 1;
    }
    for (String name : names) {
      if (!values.containsKey(name)) {
        throw InfoReplyException.of(
            node, name, "nothing; the reply has only " + new TreeSet<>(values.keySet()));
      }
    }
    return new InfoReply(node, values);
  }

  /**
   * Returns whether a whole reply says that nobody is logged in on the connection: an error without
   * names, with the server's result code of a session that expired or of one that never was.
   */
  public static boolean isNotLoggedIn(byte[] body) {
    // Replies with maps are large, and this one is short.
    String reply = new String(body, 0, Math.min(body.length, 10), UTF_8);
    return reply.startsWith("ERROR:66:") || reply.startsWith("ERROR:80:");
  }

  /**
   * Returns what the node calls its cluster, empty text for one that has no name: servers up to 6
   * answer with {@code null} then. Later ones always have a name, which may be that.
   *
   * @param expected the name that the cluster is expected to have, empty for any
   * @return null when the node does not tell
   */
  public String clusterName(String expected) {
    if (isError(CLUSTER_NAME)) {
      return null;
    }
    String value = values.get(CLUSTER_NAME);
    return value.equals(NO_NAME) && !expected.equals(NO_NAME) ? "" : value;
  }

  /** Returns how the node is called in messages. */
  public String node() {
    return node;
  }

  /** Returns whether the node answered with an error. */
  public boolean isError(String name) {
    String value = values.get(name);
    return value == null || isError(value, "ERROR") || isError(value, "FAIL");
  }

  private static boolean isError(String value, String word) {
    if (!value.startsWith(word)) {
      return false;
    }
    if (value.length() == word.length()) {
      return true;
    }
    return value.charAt(word.length()) == ':' && !isList(value, word.length() + 1);
  }

  /**
   * Returns whether this goes on as a list that begins with a namespace of that name: its regime or
   * rack, and a comma or semicolon. Behind an error's code there is a colon, or nothing.
   */
  private static boolean isList(String value, int begin) {
    int end = begin;
    while (end < value.length() && value.charAt(end) >= '0' && value.charAt(end) <= '9') {
      end++;
    }
    return end > begin && end < value.length() && ",;".indexOf(value.charAt(end)) >= 0;
  }

  /**
   * Returns the value of a name, which may be empty.
   *
   * @throws InfoReplyException if the node answered with an error
   */
  public String value(String name) throws InfoReplyException {
    if (isError(name)) {
      throw InfoReplyException.of(
          node, name, "an error: " + InfoReplyException.excerpt(String.valueOf(values.get(name))));
    }
    return values.get(name);
  }

  /**
   * Returns the value of a name.
   *
   * @throws InfoReplyException if the node answered with an error or with nothing
   */
  public String text(String name) throws InfoReplyException {
    String value = value(name);
    if (value.isEmpty()) {
      throw InfoReplyException.of(node, name, "an empty value");
    }
    return value;
  }

  /**
   * Returns a generation. Generations count up and are only ever compared for equality; -1 is a
   * node that is not ready yet, which some servers write as the unsigned number.
   *
   * @throws InfoReplyException if the value is no such number
   */
  public long generation(String name) throws InfoReplyException {
    String value = text(name);
    try {
      long generation = value.equals("-1") ? -1 : Long.parseUnsignedLong(value);
      return generation == 0xFFFFFFFFL ? -1 : generation;
    } catch (NumberFormatException e) {
      throw InfoReplyException.of(
          node, name, "no generation: " + InfoReplyException.excerpt(value), e);
    }
  }
}
