package io.shmtender.reader.info;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The addresses at which a node says it serves clients. */
public final class ServiceList {
  private ServiceList() {}

  /**
   * Parses {@code host:port,host:port}, with IPv6 addresses in brackets. Empty when the server has
   * none to tell.
   *
   * @throws InfoReplyException if the text is anything else
   */
  public static List<Endpoint> parse(
      String node, String infoName, String value, String tlsName, Map<String, String> ipMap)
      throws InfoReplyException {
    InfoText text = new InfoText(node, infoName, value);
    List<Endpoint> endpoints = new ArrayList<>();
    while (!text.atEnd()) {
      String host;
      if (text.skip('[')) {
        host = text.until("]");
        text.expect(']');
      } else {
        host = text.until(":");
      }
      text.expect(':');
      String port = text.untilOrEnd(",");
      try {
        endpoints.add(
            new Endpoint(ipMap.getOrDefault(host, host), Integer.parseInt(port), tlsName));
      } catch (IllegalArgumentException e) {
        throw text.malformed("no address (" + e.getMessage() + ")");
      }
      text.skip(',');
    }
    return endpoints;
  }
}
