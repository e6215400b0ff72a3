package io.shmtender.client;

import io.shmtender.client.wire.Request;
import java.util.Objects;

/**
 * One of the operations of an {@code operate}: on a bin, on the whole record, or by {@link
 * io.shmtender.client.cdt.ListOperation} and {@link io.shmtender.client.cdt.MapOperation} inside a
 * list or a map. Immutable as far as values are.
 */
public final class Operation {
  /** The kind of an operation, by the official client's names. */
  public enum Type {
    /** Reads a bin, or all of them. */
    READ(Request.OPERATION_READ, false),

    /** Reads the generation and the expiration. */
    READ_HEADER(Request.OPERATION_READ, false),

    /** Writes a bin. */
    WRITE(Request.OPERATION_WRITE, true),

    /** Reads from a list. */
    CDT_READ(Request.OPERATION_CDT_READ, false),

    /** Changes a list. */
    CDT_MODIFY(Request.OPERATION_CDT_MODIFY, true),

    /** Reads from a map. */
    MAP_READ(Request.OPERATION_CDT_READ, false),

    /** Changes a map. */
    MAP_MODIFY(Request.OPERATION_CDT_MODIFY, true),

    /** Adds a number. */
    ADD(Request.OPERATION_ADD, true),

    /** Appends a string or bytes. */
    APPEND(Request.OPERATION_APPEND, true),

    /** Puts a string or bytes before what there is. */
    PREPEND(Request.OPERATION_PREPEND, true),

    /** Renews the time to live. */
    TOUCH(Request.OPERATION_TOUCH, true),

    /** Deletes the record. */
    DELETE(Request.OPERATION_DELETE, true);

    private final int number;
    private final boolean write;

    Type(int number, boolean write) {
      this.number = number;
      this.write = write;
    }

    boolean isInside() {
      return number == Request.OPERATION_CDT_READ || number == Request.OPERATION_CDT_MODIFY;
    }

    /** Returns whether it changes the record. */
    public boolean isWrite() {
      return write;
    }
  }

  /** What the value of an operation inside a list or map begins with if there is a context. */
  public static final int IN_CONTEXT = 0xFF;

  private static final int CAPACITY = 64;

  private final Type type;
  private final String binName;
  private final Value value;

  /**
   * Makes an operation. The methods here and of {@link io.shmtender.client.cdt.ListOperation} and
   * {@link io.shmtender.client.cdt.MapOperation} do it for what they know.
   *
   * @param binName null if it is about the whole record
   * @param value {@link Value#NULL} for none. Of an operation inside a list or map its encoded
   *     form, as bytes, or the list that it is made from: the number of the server's command and
   *     its parameters. With a context the list has {@link #IN_CONTEXT}, a list of the steps, each
   *     a number and a value, and the list of the command
   * @throws IllegalArgumentException if the name is not 1 to 15 bytes long, or what is inside the
   *     list cannot be encoded
   */
  public Operation(Type type, String binName, Value value) {
    this.type = Objects.requireNonNull(type, "type");
    this.binName = binName;
    if (binName != null || type.isInside()) {
      Bin.checkName(binName);
    }
    Objects.requireNonNull(value, "value");
    this.value = type.isInside() ? packed(value) : value;
  }

  private static Value packed(Value value) {
    if (value instanceof Value.ListValue call) {
      Request out = new Request(CAPACITY);
      Packer.writeCall(call, out);
      return new Value.BytesValue(out.toByteArray());
    }
    if (value instanceof Value.BytesValue) {
      return value;
    }
    throw new IllegalArgumentException(value + " is neither the list of a call nor its bytes");
  }

  /**
   * Reads a bin. Without such a bin there is no result.
   *
   * @throws IllegalArgumentException if the name is not 1 to 15 bytes long
   */
  public static Operation get(String binName) {
    Objects.requireNonNull(binName, "name");
    return new Operation(Type.READ, binName, Value.NULL);
  }

  /** Reads all bins. */
  public static Operation get() {
    return ofRecord(Type.READ);
  }

  /** Reads the record's generation and expiration. */
  public static Operation getHeader() {
    return ofRecord(Type.READ_HEADER);
  }

  /** Writes a bin. */
  public static Operation put(Bin bin) {
    return ofBin(Type.WRITE, bin);
  }

  /** Adds an integer or a double to a bin. A bin that does not exist becomes the number. */
  public static Operation add(Bin bin) {
    return ofBin(Type.ADD, bin);
  }

  /** Appends a string or bytes to a bin. A bin that does not exist is made. */
  public static Operation append(Bin bin) {
    return ofBin(Type.APPEND, bin);
  }

  /** Puts a string or bytes before what is in a bin. A bin that does not exist is made. */
  public static Operation prepend(Bin bin) {
    return ofBin(Type.PREPEND, bin);
  }

  /** Renews the record's time to live. */
  public static Operation touch() {
    return ofRecord(Type.TOUCH);
  }

  /** Deletes the record. Operations that follow find none and may make it anew. */
  public static Operation delete() {
    return ofRecord(Type.DELETE);
  }

  private static Operation ofBin(Type type, Bin bin) {
    return new Operation(type, bin.name(), bin.value());
  }

  private static Operation ofRecord(Type type) {
    return new Operation(type, null, Value.NULL);
  }

  /** Returns what it does. */
  public Type type() {
    return type;
  }

  /** Returns the name of the bin; null if it is about the whole record. */
  public String binName() {
    return binName;
  }

  /**
   * Returns the value; of an operation inside a list or a map its encoded form, as bytes.
   *
   * @return {@link Value#NULL} if it has none
   */
  public Value value() {
    return value;
  }

  void write(Request request) {
    String name = binName == null ? "" : binName;
    int start = request.beginOperation(type.number, value.particleType(), name);
    Particles.write(value, request);
    request.endOperation(start);
  }

  @Override
  public String toString() {
    return "Operation[type=" + type + ", binName=" + binName + ", value=" + value + "]";
  }
}
