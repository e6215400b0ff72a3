package io.shmtender.simulator.info;

import io.shmtender.simulator.topology.NodeView;

/** Answers one info command. */
@FunctionalInterface
interface InfoCommand {
  /**
   * The value.
   *
   * @param view what the node knows
   * @param parameters what follows the command's name and one of {@code / : ;}, empty when nothing
   *     does
   */
  String answer(NodeView view, String parameters);
}
