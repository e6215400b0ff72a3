package io.shmtender.daemon.config;

import java.nio.file.Path;

/** Where a setting was found; as text, what goes in front of a message about it. */
public sealed interface Origin {

  /**
   * A place in a file.
   *
   * @param file the file as the user named it
   * @param line the line, from 1
   * @param column the column, from 1
   */
  record InFile(Path file, int line, int column) implements Origin {
    @Override
    public String toString() {
      return file + ":" + line + ":" + column;
    }
  }

  /**
   * A file as a whole: it cannot be read, or something is not in it.
   *
   * @param file the file as the user named it
   */
  record WholeFile(Path file) implements Origin {
    @Override
    public String toString() {
      return file.toString();
    }
  }

  /**
   * A flag on the command line.
   *
   * @param name the flag with its dashes
   */
  record Flag(String name) implements Origin {
    @Override
    public String toString() {
      return name;
    }
  }

  /** The command line as a whole: something is not on it. */
  record CommandLine() implements Origin {
    @Override
    public String toString() {
      return "command line";
    }
  }
}
