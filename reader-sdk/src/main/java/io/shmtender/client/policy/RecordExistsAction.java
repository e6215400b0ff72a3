package io.shmtender.client.policy;

import io.shmtender.reader.ResultCode;

/** What a write does, depending on whether the record exists. */
public enum RecordExistsAction {
  /** Creates the record or adds its bins to the record. */
  UPDATE,

  /** Adds its bins to the record; {@link ResultCode#KEY_NOT_FOUND_ERROR} when there is none. */
  UPDATE_ONLY,

  /** Creates the record or replaces all of its bins. */
  REPLACE,

  /** Replaces all bins of the record; {@link ResultCode#KEY_NOT_FOUND_ERROR} when there is none. */
  REPLACE_ONLY,

  /** Creates the record; {@link ResultCode#KEY_EXISTS_ERROR} when there is one. */
  CREATE_ONLY
}
