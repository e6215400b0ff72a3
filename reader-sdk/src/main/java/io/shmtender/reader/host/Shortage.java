package io.shmtender.reader.host;

import java.io.IOException;

/**
 * Tells what this process or host has run out of from what looks like a fault of a node or a file.
 * By the kernel's words, in English: the JDK passes nothing else on.
 */
public final class Shortage {
  private Shortage() {}

  /** Returns what to do about the shortage that is behind a failure; null if none is. */
  public static String adviceFor(IOException failure) {
    String message = String.valueOf(failure.getMessage());
    if (message.contains("Too many open files in system")) {
      return "This host has as many files and connections open as it may: see fs.file-max";
    }
    if (message.contains("Too many open files")) {
      return "This process has as many files and connections open as it may: raise its limit"
          + " (ulimit -n, LimitNOFILE) or lower maxConnectionsPerNode";
    }
    if (message.contains("Cannot assign requested address")) {
      return "Either no local port is left for another connection to this address (see"
          + " net.ipv4.ip_local_port_range and connections in TIME_WAIT), or no address of this host"
          + " reaches it";
    }
    if (message.contains("No buffer space available")
        || message.contains("Cannot allocate memory")) {
      return "This host has no memory left for another connection";
    }
    return null;
  }
}
