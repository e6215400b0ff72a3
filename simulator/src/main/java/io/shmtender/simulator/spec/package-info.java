/**
 * How a simulated cluster is set up, and what its nodes tell of themselves: values that users of
 * the simulator and every package of it share. Calls nothing of the simulator.
 */
package io.shmtender.simulator.spec;
