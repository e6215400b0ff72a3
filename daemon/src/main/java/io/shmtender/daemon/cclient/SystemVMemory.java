package io.shmtender.daemon.cclient;

import static io.shmtender.daemon.cclient.SystemVCalls.*;

import com.sun.jna.LastErrorException;
import com.sun.jna.Pointer;
import io.shmtender.daemon.memory.SharedWords;
import io.shmtender.daemon.nativecode.NativeCode;
import io.shmtender.reader.layout.SegmentKey;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A System V shared-memory segment, attached. Its id names it as long as somebody has it attached;
 * its key may come to name another one. For one thread.
 */
final class SystemVMemory implements AutoCloseable {
  // What is asked for, of whichever of owner, group and others this process is.
  private static final int MODE = 0666;
  private static final int PERMISSIONS = 0777;
  // While it is made, nobody of the wrong group is to find it.
  private static final int NOBODY_ELSE = 0600;

  private final int id;
  private final long address;
  private final long length;
  private final SharedWords words;
  private boolean closed;

  private SystemVMemory(int id, long address, long length) {
    this.id = id;
    this.address = address;
    this.length = length;
    this.words = SharedWords.at(address, length);
  }

  /**
   * What the kernel knows of a segment.
   *
   * @param key its key; 0 once it was removed
   * @param bytes its length
   * @param attached how many times it is attached, by all processes
   * @param uid the user that it belongs to
   * @param gid its group
   * @param mode its permission bits
   */
  record Info(int key, long bytes, long attached, int uid, int gid, int mode) {}

  /**
   * Returns the id of a key's segment; empty if there is none.
   *
   * @throws CClientException if this user may not use it
   */
  static OptionalInt find(SegmentKey key) throws CClientException {
    try {
      return OptionalInt.of(shmget(key.value(), 0, MODE));
    } catch (LastErrorException e) {
      if (e.getErrorCode() == ENOENT) {
        return OptionalInt.empty();
      }
      throw failure("find", key, 0, e);
    } catch (LinkageError e) {
      throw noNativeCode(e);
    }
  }

  /**
   * Makes a key's segment, all zeros, and returns its id; empty if there is one already.
   *
   * @throws CClientException if it cannot be made
   */
  static OptionalInt create(SegmentKey key, long length, SegmentAccess access)
      throws CClientException {
    return create(key.value(), key, length, access);
  }

  /**
   * Makes and attaches a segment that nobody else finds and that ends with this process's use of
   * it.
   *
   * @param key the key to name in messages
   * @throws CClientException if it cannot be made
   */
  static SystemVMemory anonymous(SegmentKey key, long length, SegmentAccess access)
      throws CClientException {
    int id = create(0, key, length, access).orElseThrow();
    try {
      return attach(id, key).orElseThrow();
    } finally {
      remove(id);
    }
  }

  // The umask does not count here.
  private static OptionalInt create(int value, SegmentKey key, long length, SegmentAccess access)
      throws CClientException {
    try {
      int gid = gid(access);
      int mode = access.group().isPresent() ? NOBODY_ELSE : access.mode();
      int id = shmget(value, length, IPC_CREAT | IPC_EXCL | mode);
      if (access.group().isPresent()) {
        set(id, gid, access.mode());
      }
      return OptionalInt.of(id);
    } catch (LastErrorException e) {
      if (e.getErrorCode() == EEXIST) {
        return OptionalInt.empty();
      }
      throw failure("make", key, length, e);
    } catch (LinkageError e) {
      throw noNativeCode(e);
    }
  }

  private static int gid(SegmentAccess access) throws CClientException {
    if (access.group().isEmpty()) {
      return getegid();
    }
    String group = access.group().get();
    Pointer found = getgrnam(group);
    if (found != null) {
      return found.getInt(GROUP_GID);
    }
    try {
      return Integer.parseUnsignedInt(group);
    } catch (NumberFormatException e) {
      throw new CClientException("this host has no group '" + group + "'", e);
    }
  }

  private static void set(int id, int gid, int mode) {
    byte[] buffer = new byte[STAT_LENGTH];
    shmctl(id, IPC_STAT, buffer);
    ByteBuffer stat = ByteBuffer.wrap(buffer).order(ByteOrder.nativeOrder());
    stat.putInt(STAT_GID, gid);
    stat.putInt(STAT_MODE, mode);
    shmctl(id, IPC_SET, buffer);
  }

  /**
   * Returns whether users have the access that is wanted.
   *
   * @throws CClientException if the wanted group does not exist
   */
  boolean has(SegmentAccess access) throws CClientException {
    Info info = info();
    // With 0600 and 0666 the group has no say.
    return info.mode() == access.mode() && (access.mode() != 0660 || info.gid() == gid(access));
  }

  /** Returns whether the segment is this process's user's, who alone may change its access. */
  boolean isOwn() {
    return info().uid() == geteuid();
  }

  /**
   * Gives users the access that is wanted, to a segment of this process's user.
   *
   * @throws CClientException if that cannot be done
   */
  void change(SegmentAccess access, SegmentKey key) throws CClientException {
    try {
      set(id, gid(access), access.mode());
    } catch (LastErrorException e) {
      throw failure("change the permissions of", key, 0, e);
    }
  }

  /**
   * Attaches a segment, to read and write; empty if it is gone.
   *
   * @param key the key to name in messages
   * @throws CClientException if it cannot be attached
   */
  static Optional<SystemVMemory> attach(int id, SegmentKey key) throws CClientException {
    return attach(id, key, 0);
  }

  /** As {@link #attach(int, SegmentKey)}, to read only: a write ends the process. */
  static Optional<SystemVMemory> attachReadOnly(int id, SegmentKey key) throws CClientException {
    return attach(id, key, SHM_RDONLY);
  }

  private static Optional<SystemVMemory> attach(int id, SegmentKey key, int flags)
      throws CClientException {
    if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
      throw new CClientException("C-client segments need a little-endian machine");
    }
    try {
      long address = shmat(id, 0, flags);
      try {
        return Optional.of(new SystemVMemory(id, address, stat(id).bytes()));
      } catch (LastErrorException e) {
        shmdt(address);
        throw e;
      }
    } catch (LastErrorException e) {
      if (e.getErrorCode() == EINVAL || e.getErrorCode() == EIDRM) {
        return Optional.empty();
      }
      throw failure("attach", key, 0, e);
    }
  }

  private static CClientException noNativeCode(LinkageError e) {
    return new CClientException(
        "the native part of JNA cannot be loaded, which C-client segments need: "
            + NativeCode.failure(e)
            + ". It needs a directory that is writable and without noexec; name one with"
            + " -Djna.tmpdir=... in AEROSPIKE_SHM_TENDER_OPTS",
        e);
  }

  private static CClientException failure(
      String what, SegmentKey key, long length, LastErrorException cause) {
    String size = length == 0 ? "" : " of " + length + " bytes";
    String hint =
        switch (cause.getErrorCode()) {
          case EACCES, EPERM ->
              "it belongs to another user, who does not let this one use it: see 'ipcs -m', remove"
                  + " it with 'ipcrm -M "
                  + key
                  + "', or use another key";
          case ENOSPC ->
              "the host has no room for another one: raise kernel.shmmni or kernel.shmall with"
                  + " sysctl, or remove unused ones, which 'ipcs -m' shows";
          case ENOMEM -> "there is not enough memory, or the container's limit is reached";
          case EINVAL ->
              length == 0
                  ? "it is no segment"
                  : "it is larger than kernel.shmmax allows: raise that with sysctl, or lower"
                      + " max-nodes or max-namespaces";
          default -> cause.getMessage();
        };
    return new CClientException(
        "cannot "
            + what
            + " the System V segment"
            + size
            + " of key "
            + key
            + " (errno "
            + cause.getErrorCode()
            + "): "
            + hint,
        cause);
  }

  private static Info stat(int id) {
    byte[] buffer = new byte[STAT_LENGTH];
    shmctl(id, IPC_STAT, buffer);
    ByteBuffer stat = ByteBuffer.wrap(buffer).order(ByteOrder.nativeOrder());
    return new Info(
        stat.getInt(STAT_KEY),
        stat.getLong(STAT_BYTES),
        stat.getLong(STAT_ATTACHED),
        stat.getInt(STAT_UID),
        stat.getInt(STAT_GID),
        stat.getInt(STAT_MODE) & PERMISSIONS);
  }

  /** Returns what the kernel knows of this segment. */
  Info info() {
    return stat(id);
  }

  int id() {
    return id;
  }

  /** Returns the memory. Not to be touched after {@link #close}. */
  SharedWords words() {
    return words;
  }

  long length() {
    return length;
  }

  /** Returns whether nobody has the segment attached, and it still is there. */
  boolean isUnused() {
    try {
      return stat(id).attached() == 0;
    } catch (LastErrorException e) {
      return false;
    }
  }

  /** Detaches. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      words.release();
      shmdt(address);
    }
  }

  /**
   * Removes the segment: its key names nothing any more, and the memory goes with the last process
   * that has it attached.
   *
   * @return whether it was there and this user may; a segment belongs to whoever made it
   */
  boolean remove() {
    return remove(id);
  }

  private static boolean remove(int id) {
    try {
      shmctl(id, IPC_RMID, new byte[STAT_LENGTH]);
      return true;
    } catch (LastErrorException e) {
      return false;
    }
  }
}
