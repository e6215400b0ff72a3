package io.shmtender.daemon.service;

import com.sun.jna.LastErrorException;
import io.shmtender.daemon.nativecode.NativeCode;

/** The system calls of datagram sockets, which Java has for the network only. */
final class DatagramCalls {
  static final short AF_UNIX = 1;
  static final int SOCK_DGRAM = 2;

  static {
    NativeCode.bind(DatagramCalls.class);
  }

  private DatagramCalls() {}

  static native int socket(int domain, int type, int protocol) throws LastErrorException;

  static native int close(int socket) throws LastErrorException;
}
