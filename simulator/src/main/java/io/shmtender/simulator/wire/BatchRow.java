package io.shmtender.simulator.wire;

/**
 * A row of a batch.
 *
 * @param index the row's number in the client's batch, echoed in the answer
 * @param request the command
 */
public record BatchRow(int index, RecordRequest request) {}
