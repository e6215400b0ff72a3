package io.shmtender.daemon.cclient;

import com.sun.jna.LastErrorException;
import com.sun.jna.Pointer;
import io.shmtender.daemon.nativecode.NativeCode;

/** The system calls of System V shared memory, as they are on 64-bit Linux. */
final class SystemVCalls {
  static final int IPC_CREAT = 01000;
  static final int IPC_EXCL = 02000;
  static final int IPC_RMID = 0;
  static final int IPC_SET = 1;
  static final int IPC_STAT = 2;
  static final int SHM_RDONLY = 010000;

  static final int EPERM = 1;
  static final int ENOENT = 2;
  static final int ENOMEM = 12;
  static final int EACCES = 13;
  static final int EEXIST = 17;
  static final int EINVAL = 22;
  static final int ENOSPC = 28;
  static final int EIDRM = 43;

  // struct shmid_ds, the same on x86-64 and AArch64.
  static final int STAT_KEY = 0;
  static final int STAT_UID = 4;
  static final int STAT_GID = 8;
  static final int STAT_MODE = 20;
  static final int STAT_BYTES = 48;
  static final int STAT_CREATOR_PID = 80;
  static final int STAT_ATTACHED = 88;
  static final int STAT_LENGTH = 112;

  // struct group.
  static final int GROUP_GID = 16;

  static {
    NativeCode.bind(SystemVCalls.class);
  }

  private SystemVCalls() {}

  static native int shmget(int key, long size, int flags) throws LastErrorException;

  static native long shmat(int id, long address, int flags) throws LastErrorException;

  static native int shmdt(long address) throws LastErrorException;

  static native int shmctl(int id, int command, byte[] buffer) throws LastErrorException;

  static native int geteuid();

  static native int getegid();

  // A struct group; null if there is none.
  static native Pointer getgrnam(String name);
}
