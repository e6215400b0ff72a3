package io.shmtender.demo;

import io.shmtender.reader.ClusterView;
import io.shmtender.reader.Node;
import io.shmtender.simulator.ClusterSnapshot;
import java.time.Duration;
import java.util.List;

/** Masters of partitions change while all nodes stay, as in a migration. */
final class MoveAct implements Act {
  private static final int PARTITIONS = 800;
  private static final Duration PUBLISH_LIMIT = Duration.ofMinutes(1);

  private final long seed;

  MoveAct(long seed) {
    this.seed = seed;
  }

  @Override
  public String title() {
    return Text.count(PARTITIONS) + " partitions get another master";
  }

  @Override
  public String meaning() {
    return "A node passes on what it no longer owns, so nothing fails; but it costs a hop.";
  }

  @Override
  public void play(Scene scene) throws DemoFailure, CurtainException {
    Stage stage = scene.stage();
    Account account = scene.account();
    long proxiedBefore = stage.proxied();
    account.line("cluster", Text.count(PARTITIONS) + " masters move, chosen at random");
    long start = System.nanoTime();
    List<Integer> moved =
        stage.cluster().moveRandomPartitions(Workload.NAMESPACE, PARTITIONS, seed);
    ClusterSnapshot truth = stage.cluster().snapshot();
    long published =
        scene
            .pace()
            .until(
                PUBLISH_LIMIT,
                () -> "a map with the new masters; seed " + seed,
                () -> isPublished(stage, truth, moved));
    account.line(
        "tender",
        "published all of them *" + Text.time(Scene.between(start, published)) + "* later");
    // What was under way has its answer.
    scene
        .pace()
        .until(PUBLISH_LIMIT, () -> "readers that go on", () -> stage.readers().arePast(published));
    long proxied = stage.proxied();
    scene.pause(700);
    long late = stage.proxied() - proxied;
    account.line(
        "readers",
        Text.count(proxied - proxiedBefore, "command was", "commands were")
            + " passed on until then, *"
            + late
            + " since*: every reader knows");
    if (late > 0) {
      scene
          .findings()
          .surprise(
              Text.count(late, "command", "commands")
                  + " went to former masters after the new ones were published; seed "
                  + seed);
    }
  }

  private static boolean isPublished(Stage stage, ClusterSnapshot truth, List<Integer> moved) {
    ClusterView view = stage.reader().view();
    return moved.stream()
        .allMatch(
            partition -> {
              Node master = view.master(Workload.NAMESPACE, partition);
              String expected = truth.partition(Workload.NAMESPACE, partition).master();
              return master != null && master.name().equals(expected);
            });
  }
}
