package io.shmtender.daemon.tend;

import io.shmtender.reader.info.ServerBuild;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/** Nodes for tests that say themselves what these answer: nobody connects to them. */
final class UnaskedNode {
  private static final TenderConfig CONFIG =
      TenderConfig.of(List.of(new Seed("127.0.0.1", 3000))).build();

  private UnaskedNode() {}

  static TendedNode named(String name) {
    NodeChannel channel =
        new NodeChannel(
            new Connector(CONFIG),
            new NodeLogin(CONFIG, Optional.empty()),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 3000),
            "",
            1);
    return new TendedNode(new NodeProbe(name, "", ServerBuild.parse("8.1.0.0"), channel));
  }
}
