/**
 * Comparisons with the official client, side by side in one run on one simulated cluster.
 *
 * <p>{@link io.shmtender.benchmarks.Compare} runs them all and prints ratios.
 */
package io.shmtender.benchmarks;
