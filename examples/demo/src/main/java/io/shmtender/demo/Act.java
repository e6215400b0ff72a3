package io.shmtender.demo;

/** A part of the scenario: something happens to the cluster or the daemons, and is measured. */
interface Act {
  /** Returns what happens. */
  String title();

  /** Returns why it matters, one line. */
  String meaning();

  /** Plays it. */
  void play(Scene scene) throws DemoFailure, CurtainException;
}
