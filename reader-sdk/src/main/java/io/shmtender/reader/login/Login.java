package io.shmtender.reader.login;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * The client's identity, and how it proves it: a login gives a session, and further connections
 * authenticate with its token. As in the official client's {@code AdminCommand}. Immutable.
 */
public final class Login {
  /** The answer of a server that demands no login. */
  private static final int SECURITY_NOT_ENABLED = 52;

  private static final int AUTHENTICATE = 0;
  private static final int LOGIN = 20;
  private static final int USER = 0;
  private static final int CREDENTIAL = 3;
  private static final int CLEAR_PASSWORD = 4;
  private static final int SESSION_TOKEN = 5;
  private static final int SESSION_TTL = 6;

  private static final long PROTO = 2L << 56 | 2L << 48;
  private static final int HEADER_SIZE = 24;
  private static final int BODY_OFFSET = 8;
  private static final int RESULT_CODE = 9;
  private static final int FIELD_COUNT = 11;
  private static final int MAX_RESPONSE = 64 * 1024;
  // As in the official client: the session ends here before it ends at the server.
  private static final int EARLY_SECONDS = 60;

  // Null for a certificate.
  private final byte[] user;
  private final byte[] hash;
  // Null unless the server asks another one about the password.
  private final byte[] password;

  /** A session at a node. */
  public static final class Session {
    // Null where the server demands none.
    private final byte[] token;
    // When another is needed, by System.nanoTime.
    private final long endNanos;

    private Session(byte[] token, long endNanos) {
      this.token = token;
      this.endNanos = endNanos;
    }

    /** Returns whether further connections have to resume it: whether the server demands one. */
    public boolean isNeeded() {
      return token != null;
    }

    /** Returns whether another login is needed, or soon will be. */
    public boolean hasEnded() {
      return System.nanoTime() - endNanos >= 0;
    }
  }

  private Login(byte[] user, byte[] hash, byte[] password) {
    this.user = user;
    this.hash = hash;
    this.password = password;
  }

  /** Returns a login by user and password; takes some tenths of a second. */
  public static Login of(String user, String password, boolean sendsPassword) {
    return new Login(
        user.getBytes(StandardCharsets.UTF_8),
        Bcrypt.hash(password).getBytes(StandardCharsets.US_ASCII),
        sendsPassword ? password.getBytes(StandardCharsets.UTF_8) : null);
  }

  /** Returns a login by the certificate that TLS has shown. */
  public static Login ofCertificate() {
    return new Login(null, null, null);
  }

  /**
   * Logs in.
   *
   * @throws LoginRefusedException if the server refuses
   * @throws ProtocolException if its answer is none to a login
   */
  public Session login(InputStream in, OutputStream out) throws IOException {
    int fields = user == null ? 0 : password == null ? 2 : 3;
    ByteArrayOutputStream body = begin(LOGIN, fields);
    if (user != null) {
      put(body, USER, user);
      put(body, CREDENTIAL, hash);
    }
    if (password != null) {
      put(body, CLEAR_PASSWORD, password);
    }
    byte[] response = exchange(in, out, body);
    int code = response[RESULT_CODE] & 0xFF;
    if (code == SECURITY_NOT_ENABLED) {
      return new Session(null, System.nanoTime() + TimeUnit.DAYS.toNanos(36_500));
    }
    if (code != 0) {
      throw new LoginRefusedException(code);
    }
    return session(response);
  }

  private static Session session(byte[] response) throws IOException {
    byte[] token = null;
    long seconds = Integer.MAX_VALUE;
    int position = HEADER_SIZE;
    for (int left = response[FIELD_COUNT] & 0xFF; left > 0; left--) {
      int room = response.length - position - Integer.BYTES;
      int size = room < 0 ? -1 : ByteBuffer.wrap(response).getInt(position);
      if (size < 1 || size > room) {
        throw new ProtocolException("a field of " + size + " bytes in the answer to a login");
      }
      int type = response[position + Integer.BYTES];
      int from = position + Integer.BYTES + 1;
      position = from + size - 1;
      if (type == SESSION_TOKEN) {
        token = Arrays.copyOfRange(response, from, position);
      } else if (type == SESSION_TTL && size == Integer.BYTES + 1) {
        seconds = ByteBuffer.wrap(response).getInt(from) & 0xFFFF_FFFFL;
      }
    }
    if (token == null) {
      throw new ProtocolException("no session token in the answer to a login");
    }
    long lasts = Math.max(seconds - EARLY_SECONDS, seconds / 2);
    return new Session(token, System.nanoTime() + TimeUnit.SECONDS.toNanos(lasts));
  }

  /** Authenticates a further connection; false when the session is none any more. */
  public boolean resume(InputStream in, OutputStream out, Session session) throws IOException {
    ByteArrayOutputStream body = begin(AUTHENTICATE, user == null ? 1 : 2);
    if (user != null) {
      put(body, USER, user);
    }
    put(body, SESSION_TOKEN, session.token);
    int code = exchange(in, out, body)[RESULT_CODE] & 0xFF;
    return code == 0 || code == SECURITY_NOT_ENABLED;
  }

  private static ByteArrayOutputStream begin(int command, int fields) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(new byte[] {0, 0, (byte) command, (byte) fields});
    body.writeBytes(new byte[HEADER_SIZE - BODY_OFFSET - body.size()]);
    return body;
  }

  private static void put(ByteArrayOutputStream body, int type, byte[] value) throws IOException {
    DataOutputStream field = new DataOutputStream(body);
    field.writeInt(value.length + 1);
    field.writeByte(type);
    field.write(value);
  }

  private static byte[] exchange(InputStream in, OutputStream out, ByteArrayOutputStream body)
      throws IOException {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    new DataOutputStream(message).writeLong(PROTO | body.size());
    body.writeTo(message);
    message.writeTo(out);
    out.flush();
    byte[] header = read(in, HEADER_SIZE);
    long proto = ByteBuffer.wrap(header).getLong();
    long size = BODY_OFFSET + (proto & 0xFFFF_FFFF_FFFFL);
    if (proto >>> 48 != PROTO >>> 48 || size < HEADER_SIZE || size > MAX_RESPONSE) {
      throw new ProtocolException("no answer to a login, but " + Long.toHexString(proto));
    }
    byte[] response = Arrays.copyOf(header, (int) size);
    byte[] rest = read(in, response.length - HEADER_SIZE);
    System.arraycopy(rest, 0, response, HEADER_SIZE, rest.length);
    return response;
  }

  private static byte[] read(InputStream in, int size) throws IOException {
    byte[] bytes = in.readNBytes(size);
    if (bytes.length < size) {
      throw new EOFException("the node closed the connection during the login");
    }
    return bytes;
  }
}
