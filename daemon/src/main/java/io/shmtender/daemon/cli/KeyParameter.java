package io.shmtender.daemon.cli;

import io.shmtender.reader.layout.SegmentKey;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a key as people write it. */
final class KeyParameter implements ITypeConverter<SegmentKey> {
  static final String DESCRIPTION = "The segment's key, such as 0xA7000000 or 2801795072.";

  @Override
  public SegmentKey convert(String text) {
    try {
      return SegmentKey.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
