package io.shmtender.simulator.server;

import io.shmtender.simulator.spec.Users;
import io.shmtender.simulator.wire.MalformedMessageException;
import io.shmtender.simulator.wire.MessageWriter;
import io.shmtender.simulator.wire.Proto;
import io.shmtender.simulator.wire.ResultCode;
import io.shmtender.simulator.wire.WireReader;
import io.shmtender.simulator.wire.WireWriter;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Logins, by the official client's {@code AdminCommand}: the server's side is not public.
 * Thread-safe.
 */
final class SecurityService {
  private static final int BODY_SIZE = 16;
  private static final int AUTHENTICATE = 0;
  private static final int LOGIN = 20;
  private static final int FIELD_USER = 0;
  private static final int FIELD_CREDENTIAL = 3;
  private static final int FIELD_CLEAR_PASSWORD = 4;
  private static final int FIELD_SESSION_TOKEN = 5;
  private static final int FIELD_SESSION_TTL = 6;

  // Null when security is not enabled.
  private final Users users;
  private final boolean enterprise;

  SecurityService(Users users, boolean enterprise) {
    this.users = users;
    this.enterprise = enterprise;
  }

  /** Why a guest gets nothing but a login; OK if it gets everything. */
  ResultCode refusal(Guest guest) {
    if (users == null) {
      return ResultCode.OK;
    }
    if (guest.session() == null) {
      return ResultCode.NOT_AUTHENTICATED;
    }
    return users.isSession(guest.session()) ? ResultCode.OK : ResultCode.EXPIRED_SESSION;
  }

  /** Answers a security message. */
  void answer(byte[] body, int offset, int length, Guest guest, WireWriter out) {
    if (length < BODY_SIZE) {
      throw new MalformedMessageException("security message of " + length + " bytes");
    }
    int command = body[offset + 2];
    if (users == null) {
      // Clients take the code of an Enterprise server for permission to go on without a login. A
      // Community server says nothing about the command.
      if (enterprise) {
        write(ResultCode.SECURITY_NOT_CONFIGURED, command, null, out);
      } else {
        write(ResultCode.SECURITY_NOT_SUPPORTED, 0, null, out);
      }
      return;
    }
    Map<Integer, String> fields =
        fields(new WireReader().reset(body, offset + BODY_SIZE, length - BODY_SIZE));
    switch (command) {
      case LOGIN -> login(fields, guest, out);
      case AUTHENTICATE -> {
        String token = fields.get(FIELD_SESSION_TOKEN);
        boolean known = token != null && users.isSession(token);
        guest.session(known ? token : null);
        write(known ? ResultCode.OK : ResultCode.EXPIRED_SESSION, command, null, out);
      }
      default -> write(ResultCode.UNSUPPORTED_FEATURE, command, null, out);
    }
  }

  private void login(Map<Integer, String> fields, Guest guest, WireWriter out) {
    String user = fields.get(FIELD_USER);
    String token =
        user == null
            ? users.loginCertified(guest.certifiedName())
            : users.login(
                user, fields.getOrDefault(FIELD_CREDENTIAL, ""), fields.get(FIELD_CLEAR_PASSWORD));
    guest.session(token);
    write(token == null ? ResultCode.INVALID_CREDENTIAL : ResultCode.OK, LOGIN, token, out);
  }

  private static Map<Integer, String> fields(WireReader in) {
    Map<Integer, String> fields = new HashMap<>();
    while (in.remaining() > 0) {
      int size = in.i32();
      if (size < 1 || size > in.remaining()) {
        throw new MalformedMessageException("security field of " + size + " bytes");
      }
      int type = in.u8();
      fields.put(type, in.text(size - 1));
    }
    return fields;
  }

  private void write(ResultCode code, int command, String token, WireWriter out) {
    int proto = MessageWriter.beginProto(out);
    out.u8(0).u8(code.code()).u8(command).u8(token == null ? 0 : 2);
    out.i64(0).i32(0);
    if (token != null) {
      byte[] bytes = token.getBytes(StandardCharsets.UTF_8);
      out.i32(bytes.length + 1).u8(FIELD_SESSION_TOKEN).bytes(bytes);
      out.i32(Integer.BYTES + 1).u8(FIELD_SESSION_TTL).i32((int) users.sessionTtl().toSeconds());
    }
    MessageWriter.endProto(out, proto, Proto.TYPE_SECURITY);
  }
}
