package io.shmtender.simulator.wire;

/**
 * The fields of a message that matter here.
 *
 * @param namespace the namespace, null when absent
 * @param set the set name, null when absent or empty
 * @param key the user key (particle type, then value), null when absent
 * @param digest the digest, null when absent or of a wrong size
 * @param wants what the message asks for beyond single-record commands
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; the bytes are written once
public record Fields(String namespace, String set, byte[] key, Digest digest, Extras wants) {

  /** Parts of the protocol that the simulator recognises in order to refuse them properly. */
  public enum Extras {
    /** A plain single-record command. */
    NOTHING,
    /** A filter expression. */
    FILTER,
    /** A user-defined function. */
    UDF,
    /** A scan or query, whose answer has another form. */
    QUERY,
    /** A multi-record transaction. */
    TRANSACTION
  }

  /** The same fields with another digest: rows of a batch carry it outside the fields. */
  public Fields withDigest(Digest newDigest) {
    return new Fields(namespace, set, key, newDigest, wants);
  }
}
