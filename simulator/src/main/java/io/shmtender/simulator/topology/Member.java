package io.shmtender.simulator.topology;

/**
 * A node as balance sees it.
 *
 * @param name the node's name
 * @param rack its rack
 */
public record Member(String name, int rack) {}
