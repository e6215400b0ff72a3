/** A simulated Aerospike cluster: test double and demo cluster. */
package io.shmtender.simulator;
