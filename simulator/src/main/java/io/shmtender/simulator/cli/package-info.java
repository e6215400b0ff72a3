/**
 * The simulator as a program: options, start-up, and commands on standard input. Calls only the
 * public API of {@link io.shmtender.simulator} and its {@code spec}.
 */
package io.shmtender.simulator.cli;
