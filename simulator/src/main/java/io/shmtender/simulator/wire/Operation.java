package io.shmtender.simulator.wire;

/**
 * One bin operation of a command.
 *
 * @param type one of {@link OperationType}
 * @param particleType one of {@link ParticleType}
 * @param binName the bin, empty where the operation concerns the record
 * @param value the operand in wire form
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; the bytes are written once
public record Operation(int type, int particleType, String binName, byte[] value) {}
