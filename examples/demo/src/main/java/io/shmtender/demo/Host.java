package io.shmtender.demo;

/** The machine that all of it runs on. */
@FunctionalInterface
interface Host {
  /** Returns how busy it was in a time, by {@link System#nanoTime}. */
  Busyness between(long from, long to);
}
