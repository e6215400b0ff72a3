package io.shmtender.demo;

import io.shmtender.simulator.SimulatedCluster;
import java.time.Duration;

/** A node dies, the others notice some time later, and it comes back. */
final class NodeDeathAct implements Act {
  // A server gives up on another after 10 heartbeats of 150 ms, unless configured otherwise.
  private static final long DETECTION_MILLIS = 1_500;
  private static final Duration PUBLISH_LIMIT = Duration.ofMinutes(1);

  private final String node;

  NodeDeathAct(String node) {
    this.node = node;
  }

  @Override
  public String title() {
    return "Node " + node + " dies, and comes back";
  }

  @Override
  public String meaning() {
    return "An outage: until there are new masters, puts fail with any client. Gets go to the other copy.";
  }

  @Override
  public void play(Scene scene) throws DemoFailure, CurtainException {
    Stage stage = scene.stage();
    SimulatedCluster cluster = stage.cluster();
    int port = cluster.node(node).port();
    int partitions = stage.mastersOf(node);
    long killed = System.nanoTime();
    long over = Outage.NOT_OVER;
    try {
      cluster.killNodeUnnoticed(node);
      over = goOnWithout(scene, partitions, killed);
    } finally {
      scene.findings().add(new Outage(node, killed, over));
    }
    scene.pause(1_000);
    comeBack(scene, port);
  }

  // Returns when the published map led nobody to the node any more.
  private long goOnWithout(Scene scene, int partitions, long killed)
      throws DemoFailure, CurtainException {
    Stage stage = scene.stage();
    Account account = scene.account();
    account.line(
        "cluster",
        node
            + " is gone: its connections break, and it was master of "
            + Text.count(partitions)
            + " of 4,096 partitions");
    long marked =
        scene
            .pace()
            .until(
                PUBLISH_LIMIT,
                () -> "a map that says that " + node + " does not answer",
                () -> !stage.answersTender(node));
    account.line(
        "tender",
        "found it silent and told every reader *"
            + Text.time(Scene.between(killed, marked))
            + "* after its death");
    scene.pause(Math.max(0, DETECTION_MILLIS - Scene.between(killed, marked).toMillis()));
    account.line(
        "cluster", "the others notice, as Aerospike does after 1.5 s, and divide its partitions");
    long rebalanced = System.nanoTime();
    stage.cluster().rebalance();
    long published =
        scene
            .pace()
            .until(
                PUBLISH_LIMIT,
                () -> "a map without partitions of " + node,
                () -> stage.mastersOf(node) == 0);
    account.line(
        "tender",
        "published the new masters *"
            + Text.time(Scene.between(rebalanced, published))
            + "* later: the outage is over");
    account.more("(as long as things change it asks every 50 ms)");
    return published;
  }

  private void comeBack(Scene scene, int port) throws DemoFailure, CurtainException {
    Stage stage = scene.stage();
    scene.account().line("cluster", node + " starts again and gets its partitions back");
    long restarted = System.nanoTime();
    stage.cluster().restartNode(node, port);
    long published =
        scene
            .pace()
            .until(
                PUBLISH_LIMIT,
                () -> "a map with partitions of " + node,
                () -> stage.answersTender(node) && stage.mastersOf(node) > 0);
    scene
        .account()
        .line(
            "tender",
            "published it *"
                + Text.time(Scene.between(restarted, published))
                + "* later, as master of "
                + Text.count(stage.mastersOf(node))
                + " partitions");
    Totals before = stage.readers().totals();
    scene.pause(700);
    scene
        .account()
        .line(
            "readers", "their gets since went to " + stage.readers().totals().sharesSince(before));
  }
}
