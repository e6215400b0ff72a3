package io.shmtender.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.aerospike.client.AerospikeException;
import com.aerospike.client.BatchDelete;
import com.aerospike.client.BatchRead;
import com.aerospike.client.BatchRecord;
import com.aerospike.client.BatchWrite;
import com.aerospike.client.Bin;
import com.aerospike.client.IAerospikeClient;
import com.aerospike.client.Key;
import com.aerospike.client.Operation;
import com.aerospike.client.Record;
import com.aerospike.client.ResultCode;
import com.aerospike.client.Value;
import com.aerospike.client.cdt.ListOperation;
import com.aerospike.client.cdt.ListReturnType;
import com.aerospike.client.cdt.MapOperation;
import com.aerospike.client.cdt.MapPolicy;
import com.aerospike.client.cdt.MapReturnType;
import com.aerospike.client.exp.Exp;
import com.aerospike.client.policy.BatchPolicy;
import com.aerospike.client.policy.GenerationPolicy;
import com.aerospike.client.policy.Policy;
import com.aerospike.client.policy.RecordExistsAction;
import com.aerospike.client.policy.WritePolicy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Random commands of the kinds that the simulator takes, one after the other. Two with the same
 * seed have the same outcomes, whatever client they use, as long as no command fails. Written for
 * all releases of the client that the bridge is tested with.
 */
final class Workload {
  private static final int KEYS = 60;
  private static final int KINDS = 18;

  private final IAerospikeClient client;
  private final String namespace;
  private final String set;
  private final Random random;
  private int failed;

  Workload(IAerospikeClient client, String namespace, String set, long seed) {
    this.client = client;
    this.namespace = namespace;
    this.set = set;
    this.random = new Random(seed);
  }

  /** Returns how many commands did not reach a node that answered them. */
  int failed() {
    return failed;
  }

  /** Runs the next command and returns what came of it. */
  String next() {
    int kind = random.nextInt(KINDS);
    String outcome;
    try {
      outcome = run(kind);
    } catch (AerospikeException e) {
      if (isAnswer(e.getResultCode())) {
        outcome = "code " + e.getResultCode();
      } else {
        failed++;
        outcome = "failed: " + e.getMessage();
      }
    }
    return kind + ": " + outcome;
  }

  // What the server decided, in contrast to what became of the way to it.
  private static boolean isAnswer(int code) {
    return code > 0 && code != ResultCode.TIMEOUT && code != ResultCode.PARTITION_UNAVAILABLE;
  }

  // What is random is drawn before the command runs, so that an error makes no difference to what
  // comes after it.
  private String run(int kind) {
    Key key = key();
    int number = random.nextInt(1000);
    String word = Integer.toString(random.nextInt(1 << 20), Character.MAX_RADIX);
    return switch (kind) {
      case 0 -> put(key, new Bin("n", number), new Bin("text", word));
      case 1 -> text(client.get(null, key));
      case 2 -> text(client.get(null, key, "n", "list"));
      case 3 -> text(client.getHeader(null, key));
      case 4 -> "exists " + client.exists(null, key);
      case 5 -> done(() -> client.touch(null, key));
      case 6 -> done(() -> client.append(null, key, new Bin("text", word)));
      case 7 -> done(() -> client.prepend(null, key, new Bin("text", word)));
      case 8 -> done(() -> client.add(null, key, new Bin("n", number)));
      case 9 -> "deleted " + client.delete(null, key);
      case 10 ->
          text(client.operate(null, key, Operation.add(new Bin("n", 1)), Operation.get("n")));
      case 11 ->
          text(
              client.operate(
                  null,
                  key,
                  ListOperation.append("list", Value.get(number)),
                  ListOperation.getByRankRange("list", -3, ListReturnType.VALUE),
                  ListOperation.size("list")));
      case 12 ->
          text(
              client.operate(
                  null,
                  key,
                  MapOperation.put(
                      MapPolicy.Default, "map", Value.get(word.substring(0, 1)), Value.get(number)),
                  MapOperation.getByRank("map", -1, MapReturnType.VALUE),
                  MapOperation.size("map")));
      case 13 -> Arrays.toString(texts(client.get((BatchPolicy) null, keys())));
      case 14 -> Arrays.toString(client.exists((BatchPolicy) null, keys()));
      case 15 -> batch(number);
      case 16 -> putAtItsGeneration(key, number % 4, new Bin("blob", word.getBytes(UTF_8)));
      default -> filtered(key, number);
    };
  }

  private static String done(Runnable command) {
    command.run();
    return "done";
  }

  private String put(Key key, Bin... bins) {
    RecordExistsAction[] actions = RecordExistsAction.values();
    WritePolicy policy = new WritePolicy(client.getWritePolicyDefault());
    policy.recordExistsAction = actions[random.nextInt(actions.length)];
    client.put(policy, key, bins);
    return "put";
  }

  private String putAtItsGeneration(Key key, int generation, Bin bin) {
    WritePolicy policy = new WritePolicy(client.getWritePolicyDefault());
    policy.generationPolicy = GenerationPolicy.EXPECT_GEN_EQUAL;
    policy.generation = generation;
    client.put(policy, key, bin);
    return "put";
  }

  private String filtered(Key key, int number) {
    Policy policy = new Policy(client.getReadPolicyDefault());
    policy.filterExp = Exp.build(Exp.gt(Exp.intBin("n"), Exp.val(number)));
    policy.failOnFilteredOut = true;
    return text(client.get(policy, key));
  }

  private String batch(int number) {
    Key[] keys = keys();
    List<BatchRecord> rows = new ArrayList<>();
    for (int i = 0; i < keys.length; i++) {
      Operation[] operations = {Operation.put(new Bin("n", number)), Operation.get("n")};
      rows.add(
          switch (i % 3) {
            case 0 -> new BatchWrite(keys[i], operations);
            case 1 -> new BatchRead(keys[i], true);
            default -> new BatchDelete(keys[i]);
          });
    }
    client.operate((BatchPolicy) null, rows);
    StringBuilder text = new StringBuilder();
    for (BatchRecord row : rows) {
      if (row.resultCode != ResultCode.OK && !isAnswer(row.resultCode)) {
        throw new AerospikeException(row.resultCode, "a row of a batch");
      }
      text.append(row.resultCode).append(' ').append(text(row.record)).append(", ");
    }
    return text.toString();
  }

  private Key key() {
    return new Key(namespace, set, random.nextInt(KEYS));
  }

  // Different ones: rows of a batch may be executed in any order.
  private Key[] keys() {
    int first = random.nextInt(KEYS);
    Key[] keys = new Key[1 + random.nextInt(12)];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = new Key(namespace, set, (first + i) % KEYS);
    }
    return keys;
  }

  private static String[] texts(Record[] records) {
    return Arrays.stream(records).map(Workload::text).toArray(String[]::new);
  }

  private static String text(Record record) {
    if (record == null) {
      return "none";
    }
    StringBuilder text = new StringBuilder("generation " + record.generation);
    if (record.bins != null) {
      for (Map.Entry<String, Object> bin : new TreeMap<>(record.bins).entrySet()) {
        Object value = bin.getValue();
        text.append(", ")
            .append(bin.getKey())
            .append('=')
            .append(value instanceof byte[] bytes ? Arrays.toString(bytes) : value);
      }
    }
    return text.toString();
  }
}
