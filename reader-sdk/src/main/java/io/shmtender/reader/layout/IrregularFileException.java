package io.shmtender.reader.layout;

import java.io.IOException;

/** A FIFO, a device, a link or a directory is where a file should be; the message says which. */
public final class IrregularFileException extends IOException {
  private static final long serialVersionUID = 1L;

  IrregularFileException(String message) {
    super(message);
  }
}
