package io.shmtender.client;

import static io.shmtender.client.wire.MessageHeader.INFO1_READ_MODE_AP_ALL;
import static io.shmtender.client.wire.MessageHeader.INFO2_CREATE_ONLY;
import static io.shmtender.client.wire.MessageHeader.INFO2_DURABLE_DELETE;
import static io.shmtender.client.wire.MessageHeader.INFO2_GENERATION;
import static io.shmtender.client.wire.MessageHeader.INFO2_GENERATION_GT;
import static io.shmtender.client.wire.MessageHeader.INFO3_COMMIT_MASTER;
import static io.shmtender.client.wire.MessageHeader.INFO3_CREATE_OR_REPLACE;
import static io.shmtender.client.wire.MessageHeader.INFO3_REPLACE_ONLY;
import static io.shmtender.client.wire.MessageHeader.INFO3_SC_READ_RELAX;
import static io.shmtender.client.wire.MessageHeader.INFO3_SC_READ_TYPE;
import static io.shmtender.client.wire.MessageHeader.INFO3_UPDATE_ONLY;

import io.shmtender.client.policy.CommitLevel;
import io.shmtender.client.policy.GenerationPolicy;
import io.shmtender.client.policy.Policy;
import io.shmtender.client.policy.ReadModeAP;
import io.shmtender.client.policy.ReadModeSC;
import io.shmtender.client.policy.ReadPolicy;
import io.shmtender.client.policy.RecordExistsAction;
import io.shmtender.client.policy.WritePolicy;
import io.shmtender.client.wire.MalformedResponseException;
import io.shmtender.client.wire.ParticleType;
import io.shmtender.client.wire.Request;
import io.shmtender.client.wire.Response;
import io.shmtender.reader.Key;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * A command on one record: what to ask, and what to take from the answer. One object per call, used
 * by one thread at a time; attempts encode it anew into the buffer of their connection.
 */
abstract class Command {
  // The server's AS_NAMESPACE_NAME and AS_SET_NAME_MAX_SIZE, each less the zero at the end.
  private static final int MAX_NAMESPACE_SIZE = 31;
  private static final int MAX_SET_SIZE = 63;
  private static final int MAX_ROW_GENERATION = 0xFFFF;

  final Key key;

  Command(Key key) {
    this.key = Objects.requireNonNull(key, "key");
  }

  /**
   * Runs the command, with others if there is a combiner. Start-up: here rather than in the client,
   * docs/design/start-up.md.
   *
   * @param combiner null for a command that goes alone
   */
  final void execute(ClientCluster cluster, Combiner combiner) {
    if (combiner == null) {
      new Execution(cluster, cluster.view(), this).run();
    } else {
      combiner.call(this);
    }
  }

  abstract Policy policy();

  abstract boolean isWrite();

  /** Encodes the whole command; the timeout in milliseconds is the server's, 0 for its default. */
  abstract void encode(Request request, int timeoutMillis);

  /** Appends what a batch's row with this command asks for, without number and digest. */
  abstract void encodeRow(Request request);

  /** Whether a batch's row can carry all of it. */
  abstract boolean fitsRow();

  /**
   * Whether a row with it asks for the same as one before it, of the same set. Usual commands have
   * their policy in common; others are just sent whole.
   */
  boolean repeats(Command before) {
    return false;
  }

  /** What the command returns, after an answer was accepted. */
  abstract Object outcome();

  /** Takes what it wants from an answer; false when the result code is a failure. */
  abstract boolean accept(int resultCode, Response response) throws MalformedResponseException;

  static int info2(RecordExistsAction action, GenerationPolicy generations, boolean durableDelete) {
    int info2 = generationBits(generations);
    if (action == RecordExistsAction.CREATE_ONLY) {
      info2 |= INFO2_CREATE_ONLY;
    }
    return durableDelete ? info2 | INFO2_DURABLE_DELETE : info2;
  }

  static int info3(RecordExistsAction action, CommitLevel commitLevel) {
    int info3 = existenceBits(action);
    return commitLevel == CommitLevel.COMMIT_MASTER ? info3 | INFO3_COMMIT_MASTER : info3;
  }

  // Start-up: no switch on an enum, docs/design/start-up.md.
  private static int generationBits(GenerationPolicy policy) {
    if (policy == GenerationPolicy.EXPECT_GEN_EQUAL) {
      return INFO2_GENERATION;
    }
    return policy == GenerationPolicy.EXPECT_GEN_GT ? INFO2_GENERATION_GT : 0;
  }

  private static int existenceBits(RecordExistsAction action) {
    if (action == RecordExistsAction.UPDATE_ONLY) {
      return INFO3_UPDATE_ONLY;
    }
    if (action == RecordExistsAction.REPLACE) {
      return INFO3_CREATE_OR_REPLACE;
    }
    return action == RecordExistsAction.REPLACE_ONLY ? INFO3_REPLACE_ONLY : 0;
  }

  static int info3(ReadModeSC mode) {
    if (mode == ReadModeSC.LINEARIZE) {
      return INFO3_SC_READ_TYPE;
    }
    if (mode == ReadModeSC.ALLOW_REPLICA) {
      return INFO3_SC_READ_RELAX;
    }
    return mode == ReadModeSC.ALLOW_UNAVAILABLE ? INFO3_SC_READ_TYPE | INFO3_SC_READ_RELAX : 0;
  }

  static void begin(Request request, ReadPolicy policy, int info1, int timeoutMillis) {
    begin(request, policy, info1, 0, timeoutMillis);
  }

  static void begin(Request request, ReadPolicy policy, int info1, int info2, int timeoutMillis) {
    int ap = policy.readModeAP() == ReadModeAP.ALL ? INFO1_READ_MODE_AP_ALL : 0;
    int info3 = info3(policy.readModeSC());
    request.begin(info1 | ap, info2, info3, 0, policy.readTouchTtlPercent(), timeoutMillis);
  }

  static void begin(Request request, WritePolicy policy, int info2, int timeoutMillis) {
    begin(request, policy, 0, info2, timeoutMillis);
  }

  static void begin(Request request, WritePolicy policy, int info1, int info2, int timeoutMillis) {
    int all =
        info2
            | info2(policy.recordExistsAction(), policy.generationPolicy(), policy.durableDelete());
    int info3 = info3(policy.recordExistsAction(), policy.commitLevel());
    int generation = policy.generationPolicy() == GenerationPolicy.NONE ? 0 : policy.generation();
    request.begin(info1, all, info3, generation, policy.expiration(), timeoutMillis);
  }

  static int beginRow(Request request, ReadPolicy policy, int info1, int info2) {
    int ap = policy.readModeAP() == ReadModeAP.ALL ? INFO1_READ_MODE_AP_ALL : 0;
    return request.beginRow(
        info1 | ap, info2, info3(policy.readModeSC()), 0, policy.readTouchTtlPercent());
  }

  static int beginRow(Request request, WritePolicy policy, int info1, int info2) {
    int all =
        info2
            | info2(policy.recordExistsAction(), policy.generationPolicy(), policy.durableDelete());
    int info3 = info3(policy.recordExistsAction(), policy.commitLevel());
    int generation = policy.generationPolicy() == GenerationPolicy.NONE ? 0 : policy.generation();
    return request.beginRow(info1, all, info3, generation, policy.expiration());
  }

  // A row has two bytes for the generation.
  static boolean fitsRow(WritePolicy policy) {
    return policy.generationPolicy() == GenerationPolicy.NONE
        || (policy.generation() >= 0 && policy.generation() <= MAX_ROW_GENERATION);
  }

  // With a user key the server compares it with the stored one, which it does not do for the rows
  // of a batch that read.
  static boolean fitsRow(ReadPolicy policy) {
    return !policy.sendKey();
  }

  static boolean isSameSet(Key key, Key other) {
    return key.setName().equals(other.setName()) && key.namespace().equals(other.namespace());
  }

  final void putKey(Request request, boolean sendKey) {
    putName(request, Request.FIELD_NAMESPACE, key.namespace(), MAX_NAMESPACE_SIZE, "namespace");
    if (!key.setName().isEmpty()) {
      putName(request, Request.FIELD_SET, key.setName(), MAX_SET_SIZE, "set name");
    }
    int digest = request.beginField(Request.FIELD_DIGEST);
    putDigest(request, key);
    request.endField(digest);
    if (sendKey) {
      putUserKey(request, key);
    }
  }

  /** Writes the key's fields of a batch's row, which has the digest elsewhere. */
  static void putRowKey(Request request, Key key, boolean sendKey) {
    putName(request, Request.FIELD_NAMESPACE, key.namespace(), MAX_NAMESPACE_SIZE, "namespace");
    putName(request, Request.FIELD_SET, key.setName(), MAX_SET_SIZE, "set name");
    if (sendKey) {
      putUserKey(request, key);
    }
  }

  static void putDigest(Request request, Key key) {
    int offset = request.skip(Key.DIGEST_SIZE);
    key.copyDigest(request.bytes(), offset);
  }

  private static void putUserKey(Request request, Key key) {
    Object userKey = key.userKey();
    if (userKey == null) {
      throw new IllegalArgumentException(
          "sendKey is set, but of " + key + " only the digest is known");
    }
    int field = request.beginField(Request.FIELD_KEY);
    if (userKey instanceof Long number) {
      request.putByte(ParticleType.INTEGER);
      request.putLong(number);
    } else if (userKey instanceof String text) {
      request.putByte(ParticleType.STRING);
      request.putUtf8(text);
    } else {
      request.putByte(ParticleType.BLOB);
      request.putBytes((byte[]) userKey);
    }
    request.endField(field);
  }

  private static void putName(Request request, int type, String name, int limit, String what) {
    // A character takes at most three bytes, so most names need not be encoded to be counted.
    if (name.length() * 3 > limit && name.getBytes(StandardCharsets.UTF_8).length > limit) {
      throw new IllegalArgumentException(
          what + " '" + name + "' is longer than " + limit + " bytes");
    }
    int field = request.beginField(type);
    request.putUtf8(name);
    request.endField(field);
  }
}
