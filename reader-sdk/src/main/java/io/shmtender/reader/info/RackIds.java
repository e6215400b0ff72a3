package io.shmtender.reader.info;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The racks that one node is in.
 *
 * @param generation the node's rebalance generation at the time
 * @param byNamespace the node's rack id in each namespace
 */
public record RackIds(long generation, Map<String, Integer> byNamespace) {
  /** The info names to ask for, in this order: a generation read first is never too new. */
  public static final List<String> INFO_NAMES = List.of("rebalance-generation", "rack-ids");

  private static final String RACK_IDS = "rack-ids";

  /** Copies the map. */
  public RackIds {
    byNamespace = Map.copyOf(byNamespace);
  }

  /** Returns the rack id in a namespace, 0 when the node told none. */
  public int rackId(String namespace) {
    return byNamespace.getOrDefault(namespace, 0);
  }

  /**
   * Parses {@code ns:rack;ns:rack}. Community servers know no racks and answer with an error, which
   * is no failure.
   *
   * @throws InfoReplyException if the reply is anything else
   */
  public static RackIds parse(InfoReply reply) throws InfoReplyException {
    long generation = reply.generation("rebalance-generation");
    if (reply.isError(RACK_IDS)) {
      return new RackIds(generation, Map.of());
    }
    InfoText text = new InfoText(reply.node(), RACK_IDS, reply.value(RACK_IDS));
    Map<String, Integer> racks = new HashMap<>();
    while (!text.atEnd()) {
      String namespace = text.until(":");
      text.expect(':');
      String rack = text.untilOrEnd(";");
      try {
        racks.put(namespace, Integer.parseInt(rack));
      } catch (NumberFormatException e) {
        throw text.malformed("rack '" + rack + "' of namespace " + namespace);
      }
      if (!text.atEnd()) {
        text.expect(';');
      }
    }
    return new RackIds(generation, racks);
  }
}
