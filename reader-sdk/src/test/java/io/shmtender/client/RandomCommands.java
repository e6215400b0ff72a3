package io.shmtender.client;

import com.aerospike.client.AerospikeClient;
import io.shmtender.client.policy.BatchWritePolicy;
import io.shmtender.client.policy.GenerationPolicy;
import io.shmtender.client.policy.RecordExistsAction;
import io.shmtender.client.policy.WritePolicy;
import io.shmtender.reader.Key;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;

/**
 * Random commands, each in two forms: for this SDK on one set, for the official client on another.
 */
final class RandomCommands {
  /** The set that this SDK works on, and the one that the official client works on. */
  static final String SDK_SET = "sdk";

  static final String OFFICIAL_SET = "official";

  private static final int KEYS = 60;
  private static final List<String> BINS = List.of("a", "b", "c", "fifteen-bytes-x");

  private final Random random;
  private final RandomOperations operations;
  private final ShmClient client;
  private final AerospikeClient official;

  /**
   * A command.
   *
   * @param text what it does
   * @param keys the keys that it concerns, by number
   * @param sdk runs it by this SDK
   * @param official runs it by the official client
   */
  record Command(String text, List<Integer> keys, Callable<?> sdk, Callable<?> official) {}

  /** The same bin for both clients. */
  private record BinPair(Bin sdk, com.aerospike.client.Bin official) {}

  /** The same policy for both clients. */
  private record PolicyPair(WritePolicy sdk, com.aerospike.client.policy.WritePolicy official) {}

  RandomCommands(Random random, ShmClient client, AerospikeClient official) {
    this.random = random;
    this.operations = new RandomOperations(random);
    this.client = client;
    this.official = official;
  }

  /** A key of the SDK; {@code number} decides on its type and value. */
  static Key key(String set, int number) {
    return switch (number % 3) {
      case 0 -> Key.of("test", set, number);
      case 1 -> Key.of("test", set, "key \u00FC " + number);
      default -> Key.of("test", set, new byte[] {1, (byte) number});
    };
  }

  /** The same key for the official client. */
  static com.aerospike.client.Key officialKey(String set, int number) {
    return switch (number % 3) {
      case 0 -> new com.aerospike.client.Key("test", set, number);
      case 1 -> new com.aerospike.client.Key("test", set, "key \u00FC " + number);
      default -> new com.aerospike.client.Key("test", set, new byte[] {1, (byte) number});
    };
  }

  /** The next command. */
  Command next() throws ReflectiveOperationException {
    int kind = random.nextInt(100);
    if (kind >= 90) {
      return batch();
    }
    int number = random.nextInt(KEYS);
    List<Integer> keys = List.of(number);
    Key key = key(SDK_SET, number);
    com.aerospike.client.Key officialKey = officialKey(OFFICIAL_SET, number);
    if (kind < 8) {
      return new Command("get", keys, () -> client.get(key), () -> official.get(null, officialKey));
    }
    if (kind < 16) {
      String[] bins = names();
      return new Command(
          "get " + Arrays.toString(bins),
          keys,
          () -> client.get(key, bins),
          () -> official.get(null, officialKey, bins));
    }
    if (kind < 20) {
      return new Command(
          "getHeader",
          keys,
          () -> client.getHeader(key),
          () -> official.getHeader(null, officialKey));
    }
    if (kind < 24) {
      return new Command(
          "exists", keys, () -> client.exists(key), () -> official.exists(null, officialKey));
    }
    PolicyPair policy = policy();
    if (kind < 64) {
      return operate(keys, key, officialKey, policy);
    }
    if (kind < 70) {
      return oneOperation(keys, key, officialKey, policy);
    }
    if (kind < 73) {
      return new Command(
          "delete " + policy.sdk(),
          keys,
          () -> client.delete(policy.sdk(), key),
          () -> official.delete(policy.official(), officialKey));
    }
    List<BinPair> bins = bins();
    return new Command(
        "put " + bins.stream().map(BinPair::sdk).toList() + " " + policy.sdk(),
        keys,
        () -> {
          client.put(policy.sdk(), key, sdk(bins));
          return null;
        },
        () -> {
          official.put(policy.official(), officialKey, official(bins));
          return null;
        });
  }

  private Command operate(
      List<Integer> keys, Key key, com.aerospike.client.Key officialKey, PolicyPair policy)
      throws ReflectiveOperationException {
    List<RandomOperations.OperationPair> pairs = operations.several(this);
    Operation[] sdk = pairs.stream().map(p -> p.sdk()).toArray(Operation[]::new);
    com.aerospike.client.Operation[] theirs =
        pairs.stream().map(p -> p.official()).toArray(com.aerospike.client.Operation[]::new);
    return new Command(
        "operate " + pairs.stream().map(p -> p.text()).toList() + " " + policy.sdk(),
        keys,
        () -> client.operate(policy.sdk(), key, sdk),
        () -> official.operate(policy.official(), officialKey, theirs));
  }

  /** An operation on a bin or the record that is neither of lists nor of maps. */
  RandomOperations.OperationPair writing() {
    BinPair bin = bin(pick(BINS.toArray(String[]::new)));
    com.aerospike.client.Bin theirs = bin.official();
    return switch (random.nextInt(6)) {
      case 0 -> RandomOperations.pair(Operation.touch(), com.aerospike.client.Operation.touch());
      case 1 ->
          RandomOperations.pair(
              Operation.add(bin.sdk()), com.aerospike.client.Operation.add(theirs));
      case 2 ->
          RandomOperations.pair(
              Operation.append(bin.sdk()), com.aerospike.client.Operation.append(theirs));
      case 3 ->
          RandomOperations.pair(
              Operation.prepend(bin.sdk()), com.aerospike.client.Operation.prepend(theirs));
      case 4 -> RandomOperations.pair(Operation.delete(), com.aerospike.client.Operation.delete());
      default ->
          RandomOperations.pair(
              Operation.put(bin.sdk()), com.aerospike.client.Operation.put(theirs));
    };
  }

  /** A command that is one operation: add, append, prepend, touch. */
  private Command oneOperation(
      List<Integer> keys, Key key, com.aerospike.client.Key officialKey, PolicyPair policy) {
    BinPair bin = bin("a");
    int kind = random.nextInt(4);
    return new Command(
        List.of("add ", "append ", "prepend ", "touch ").get(kind) + bin.sdk() + policy.sdk(),
        keys,
        () -> {
          switch (kind) {
            case 0 -> client.add(policy.sdk(), key, bin.sdk());
            case 1 -> client.append(policy.sdk(), key, bin.sdk());
            case 2 -> client.prepend(policy.sdk(), key, bin.sdk());
            default -> client.touch(policy.sdk(), key);
          }
          return null;
        },
        () -> {
          switch (kind) {
            case 0 -> official.add(policy.official(), officialKey, bin.official());
            case 1 -> official.append(policy.official(), officialKey, bin.official());
            case 2 -> official.prepend(policy.official(), officialKey, bin.official());
            default -> official.touch(policy.official(), officialKey);
          }
          return null;
        });
  }

  private Command batch() throws ReflectiveOperationException {
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < KEYS; i++) {
      numbers.add(i);
    }
    Collections.shuffle(numbers, random);
    List<Integer> some = List.copyOf(numbers.subList(0, 1 + random.nextInt(12)));
    Key[] keys = some.stream().map(n -> key(SDK_SET, n)).toArray(Key[]::new);
    com.aerospike.client.Key[] officialKeys =
        some.stream()
            .map(n -> officialKey(OFFICIAL_SET, n))
            .toArray(com.aerospike.client.Key[]::new);
    return switch (random.nextInt(5)) {
      case 0 ->
          new Command(
              "batch get",
              some,
              () -> Arrays.asList(client.get(keys)),
              () -> Arrays.asList(official.get(null, officialKeys)));
      case 1 -> {
        String[] bins = names();
        yield new Command(
            "batch get " + Arrays.toString(bins),
            some,
            () -> Arrays.asList(client.get(keys, bins)),
            () -> Arrays.asList(official.get(null, officialKeys, bins)));
      }
      case 2 ->
          new Command(
              "batch exists",
              some,
              () -> Arrays.toString(client.exists(keys)),
              () -> Arrays.toString(official.exists(null, officialKeys)));
      case 3 ->
          new Command(
              "batch getHeader",
              some,
              () -> Arrays.asList(client.getHeader(keys)),
              () -> Arrays.asList(official.getHeader(null, officialKeys)));
      default -> mixedBatch(some, keys, officialKeys);
    };
  }

  private Command mixedBatch(
      List<Integer> numbers, Key[] keys, com.aerospike.client.Key[] officialKeys)
      throws ReflectiveOperationException {
    List<BatchRecord> rows = new ArrayList<>();
    List<com.aerospike.client.BatchRecord> officialRows = new ArrayList<>();
    for (int i = 0; i < keys.length; i++) {
      switch (random.nextInt(6)) {
        case 4 -> addOperations(rows, keys[i], officialRows, officialKeys[i], false);
        case 5 -> addOperations(rows, keys[i], officialRows, officialKeys[i], true);
        case 0 -> {
          rows.add(new BatchRead(keys[i], true));
          officialRows.add(new com.aerospike.client.BatchRead(officialKeys[i], true));
        }
        case 1 -> {
          String[] bins = names();
          rows.add(new BatchRead(keys[i], bins));
          officialRows.add(new com.aerospike.client.BatchRead(officialKeys[i], bins));
        }
        case 2 -> {
          rows.add(new BatchDelete(keys[i]));
          officialRows.add(new com.aerospike.client.BatchDelete(officialKeys[i]));
        }
        default -> addWrite(rows, keys[i], officialRows, officialKeys[i]);
      }
    }
    return new Command(
        "batch " + rows,
        numbers,
        () -> {
          boolean all = client.operate(rows);
          return Arrays.asList(all, rows);
        },
        () -> {
          boolean all = official.operate(null, officialRows);
          return Arrays.asList(all, officialRows);
        });
  }

  /** Adds a row of several operations, of which a row that reads has only those that read. */
  private void addOperations(
      List<BatchRecord> rows,
      Key key,
      List<com.aerospike.client.BatchRecord> officialRows,
      com.aerospike.client.Key officialKey,
      boolean write)
      throws ReflectiveOperationException {
    List<RandomOperations.OperationPair> pairs = new ArrayList<>(operations.several(this));
    if (!write) {
      pairs.removeIf(pair -> pair.sdk().type().isWrite());
      pairs.add(RandomOperations.pair(Operation.get("b"), com.aerospike.client.Operation.get("b")));
    } else if (pairs.stream().noneMatch(pair -> pair.sdk().type().isWrite())) {
      pairs.add(RandomOperations.pair(Operation.touch(), com.aerospike.client.Operation.touch()));
    }
    Operation[] sdk = pairs.stream().map(p -> p.sdk()).toArray(Operation[]::new);
    com.aerospike.client.Operation[] theirs =
        pairs.stream().map(p -> p.official()).toArray(com.aerospike.client.Operation[]::new);
    rows.add(write ? new BatchWrite(key, sdk) : new BatchRead(key, sdk));
    officialRows.add(
        write
            ? new com.aerospike.client.BatchWrite(officialKey, theirs)
            : new com.aerospike.client.BatchRead(officialKey, theirs));
  }

  private void addWrite(
      List<BatchRecord> rows,
      Key key,
      List<com.aerospike.client.BatchRecord> officialRows,
      com.aerospike.client.Key officialKey) {
    List<BinPair> bins = bins();
    PolicyPair policy = policy();
    com.aerospike.client.policy.BatchWritePolicy officialPolicy =
        new com.aerospike.client.policy.BatchWritePolicy();
    officialPolicy.recordExistsAction = policy.official().recordExistsAction;
    officialPolicy.generationPolicy = policy.official().generationPolicy;
    officialPolicy.generation = policy.official().generation;
    officialPolicy.expiration = policy.official().expiration;
    officialPolicy.sendKey = policy.official().sendKey;
    rows.add(
        new BatchWrite(
            BatchWritePolicy.defaults()
                .withRecordExistsAction(policy.sdk().recordExistsAction())
                .withGenerationPolicy(policy.sdk().generationPolicy())
                .withGeneration(policy.sdk().generation())
                .withExpiration(policy.sdk().expiration())
                .withSendKey(policy.sdk().sendKey()),
            key,
            sdk(bins)));
    officialRows.add(
        new com.aerospike.client.BatchWrite(
            officialPolicy,
            officialKey,
            bins.stream()
                .map(bin -> com.aerospike.client.Operation.put(bin.official()))
                .toArray(com.aerospike.client.Operation[]::new)));
  }

  private static Bin[] sdk(List<BinPair> bins) {
    return bins.stream().map(BinPair::sdk).toArray(Bin[]::new);
  }

  private static com.aerospike.client.Bin[] official(List<BinPair> bins) {
    return bins.stream().map(BinPair::official).toArray(com.aerospike.client.Bin[]::new);
  }

  private PolicyPair policy() {
    WritePolicy sdk = Patient.WRITE;
    com.aerospike.client.policy.WritePolicy other =
        Patient.official(new com.aerospike.client.policy.WritePolicy());
    // Most commands are to succeed.
    boolean demanding = random.nextInt(3) == 0;
    if (demanding && random.nextBoolean()) {
      RecordExistsAction action = pick(RecordExistsAction.values());
      sdk = sdk.withRecordExistsAction(action);
      other.recordExistsAction =
          com.aerospike.client.policy.RecordExistsAction.valueOf(action.name());
    }
    if (demanding && random.nextBoolean()) {
      GenerationPolicy generations = pick(GenerationPolicy.values());
      int generation = random.nextInt(6);
      sdk = sdk.withGenerationPolicy(generations).withGeneration(generation);
      other.generationPolicy =
          com.aerospike.client.policy.GenerationPolicy.valueOf(generations.name());
      other.generation = generation;
    }
    if (demanding && random.nextBoolean()) {
      int expiration = pick(new Integer[] {-2, -1, 0, 1, 1000, 500_000_000});
      sdk = sdk.withExpiration(expiration);
      other.expiration = expiration;
    }
    other.sendKey = random.nextInt(3) == 0;
    other.respondAllOps = random.nextInt(4) == 0;
    return new PolicyPair(
        sdk.withSendKey(other.sendKey).withRespondAllOps(other.respondAllOps), other);
  }

  private String[] names() {
    List<String> names = new ArrayList<>(List.of("none"));
    BINS.stream().filter(name -> random.nextBoolean()).forEach(names::add);
    return names.toArray(String[]::new);
  }

  private List<BinPair> bins() {
    List<String> names = new ArrayList<>(BINS);
    Collections.shuffle(names, random);
    return names.subList(0, 1 + random.nextInt(3)).stream().map(this::bin).toList();
  }

  private BinPair bin(String name) {
    switch (random.nextInt(9)) {
      case 5, 6 -> {
        // The server refuses a latitude of more than 90 degrees.
        String value = "{\"type\":\"Point\",\"coordinates\":[1.0," + random.nextInt(95) + "]}";
        return new BinPair(
            new Bin(name, Value.ofGeoJson(value)), com.aerospike.client.Bin.asGeoJSON(name, value));
      }
      case 7 -> {
        // Sixteen registers; the server refuses one with flags.
        byte[] value = new byte[23];
        value[0] = (byte) (random.nextInt(4) / 3);
        value[1] = 4;
        value[22] = (byte) random.nextInt(4);
        return new BinPair(
            new Bin(name, new Value.HllValue(value)),
            new com.aerospike.client.Bin(name, new com.aerospike.client.Value.HLLValue(value)));
      }
      case 0 -> {
        long value = random.nextBoolean() ? random.nextInt(5) : random.nextLong();
        return new BinPair(new Bin(name, value), new com.aerospike.client.Bin(name, value));
      }
      case 1 -> {
        double value = random.nextBoolean() ? random.nextInt(5) : random.nextGaussian();
        return new BinPair(new Bin(name, value), new com.aerospike.client.Bin(name, value));
      }
      case 2 -> {
        String value = text();
        return new BinPair(new Bin(name, value), new com.aerospike.client.Bin(name, value));
      }
      case 3 -> {
        byte[] value = new byte[random.nextInt(40)];
        random.nextBytes(value);
        return new BinPair(new Bin(name, value), new com.aerospike.client.Bin(name, value));
      }
      case 4 -> {
        boolean value = random.nextBoolean();
        return new BinPair(new Bin(name, value), new com.aerospike.client.Bin(name, value));
      }
      default -> {
        return new BinPair(Bin.asNull(name), com.aerospike.client.Bin.asNull(name));
      }
    }
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      text.appendCodePoint(pick(new Integer[] {0x61, 0x7A, 0xE4, 0x20AC, 0x1F600}));
    }
    return text.toString();
  }

  private <T> T pick(T[] values) {
    return values[random.nextInt(values.length)];
  }
}
