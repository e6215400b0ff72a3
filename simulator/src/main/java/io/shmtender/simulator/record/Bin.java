package io.shmtender.simulator.record;

/**
 * A named value.
 *
 * @param name at most 15 bytes in UTF-8
 * @param particle the value
 */
public record Bin(String name, Particle particle) {}
