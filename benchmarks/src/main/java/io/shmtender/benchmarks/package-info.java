/**
 * Comparisons with the official client, side by side in one run on one simulated cluster.
 *
 * <p>{@link io.shmtender.benchmarks.Compare} runs them all and writes {@code docs/benchmarks.md}.
 */
package io.shmtender.benchmarks;
