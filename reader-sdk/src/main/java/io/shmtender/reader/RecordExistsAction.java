package io.shmtender.reader;

import io.shmtender.reader.wire.MessageHeader;

/** What a write does, depending on whether the record exists. */
public enum RecordExistsAction {
  /** Creates the record or adds its bins to the record. */
  UPDATE(0, 0),

  /** Adds its bins to the record; {@link ResultCode#KEY_NOT_FOUND_ERROR} when there is none. */
  UPDATE_ONLY(0, MessageHeader.INFO3_UPDATE_ONLY),

  /** Creates the record or replaces all of its bins. */
  REPLACE(0, MessageHeader.INFO3_CREATE_OR_REPLACE),

  /** Replaces all bins of the record; {@link ResultCode#KEY_NOT_FOUND_ERROR} when there is none. */
  REPLACE_ONLY(0, MessageHeader.INFO3_REPLACE_ONLY),

  /** Creates the record; {@link ResultCode#KEY_EXISTS_ERROR} when there is one. */
  CREATE_ONLY(MessageHeader.INFO2_CREATE_ONLY, 0);

  private final int info2;
  private final int info3;

  RecordExistsAction(int info2, int info3) {
    this.info2 = info2;
    this.info3 = info3;
  }

  /** The bits of the message header's second byte that ask for it. */
  int info2() {
    return info2;
  }

  /** The bits of the message header's third byte that ask for it. */
  int info3() {
    return info3;
  }
}
