package io.shmtender.bridge;

import com.aerospike.client.AerospikeClient;
import com.aerospike.client.Host;
import com.aerospike.client.cluster.Node;
import com.aerospike.client.policy.ClientPolicy;
import io.shmtender.reader.ReaderOptions;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An application with some release of the official client. It obeys lines on its standard input and
 * answers each with one line. Here is nothing that not all of these releases have.
 */
final class ReleaseProcess {
  static final String USER = "app";
  static final String PASSWORD = "secret";
  private static final int PATIENCE_MILLIS = 60_000;

  private final Path directory;
  private final Host[] seeds;
  private final long seed;
  private final AerospikeClient client;
  private ShmFollower follower;
  private int works;

  private ReleaseProcess(Path directory, Host[] seeds, long seed) {
    this.directory = directory;
    this.seeds = seeds;
    this.seed = seed;
    this.client = connect(seeds);
  }

  private static AerospikeClient connect(Host... seeds) {
    ClientPolicy policy = new ClientPolicy();
    policy.timeout = PATIENCE_MILLIS;
    policy.user = USER;
    policy.password = PASSWORD;
    policy.readPolicyDefault.totalTimeout = PATIENCE_MILLIS;
    policy.readPolicyDefault.maxRetries = 100;
    policy.readPolicyDefault.sleepBetweenRetries = 20;
    policy.writePolicyDefault.totalTimeout = PATIENCE_MILLIS;
    policy.writePolicyDefault.maxRetries = 100;
    policy.writePolicyDefault.sleepBetweenRetries = 20;
    return new AerospikeClient(policy, seeds);
  }

  /** Takes the segment's directory, the seed of random commands, and the ports of the nodes. */
  public static void main(String[] arguments) throws Exception {
    List<Host> seeds = new ArrayList<>();
    for (String port : Arrays.asList(arguments).subList(2, arguments.length)) {
      seeds.add(new Host("127.0.0.1", Integer.parseInt(port)));
    }
    ReleaseProcess process =
        new ReleaseProcess(
            Path.of(arguments[0]), seeds.toArray(new Host[0]), Long.parseLong(arguments[1]));
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      System.out.println("answer " + process.answer(line.split(" ", -1)));
    }
    process.client.close();
  }

  private String answer(String[] words) {
    return switch (words[0]) {
      case "follow" -> {
        follower =
            ShmFollower.follow(
                client,
                ReaderOptions.defaults()
                    .withDirectory(directory)
                    .withStaleLimit(Duration.parse(words[1])));
        yield "done";
      }
      case "leave" -> {
        follower.leave();
        yield "done";
      }
      case "status" -> {
        FollowerStatus status = follower.status();
        yield status.following() ? "follows " + status.followedNodes() : status.reason();
      }
      case "master" ->
          client
              .getCluster()
              .partitionMap
              .get(words[1])
              .replicas[0]
              .get(Integer.parseInt(words[2]))
              .getName();
      case "nodes" ->
          Arrays.stream(client.getNodes())
              .map(Node::getName)
              .sorted()
              .reduce("", (names, name) -> names + " " + name)
              .trim();
      case "work" -> work(words[1], words[2], Integer.parseInt(words[3]));
      default -> throw new IllegalArgumentException(words[0]);
    };
  }

  // Beside a client that does not follow, and lives no longer than this. Each has a namespace and
  // both
  // have the same keys, since what older releases make of a batch depends on which rows go to one
  // node.
  private String work(String namespace, String other, int count) {
    works++;
    try (AerospikeClient plain = connect(seeds)) {
      Workload bridged = new Workload(client, namespace, "work" + works, seed);
      Workload beside = new Workload(plain, other, "work" + works, seed);
      for (int i = 0; i < count; i++) {
        String wanted = beside.next();
        String found = bridged.next();
        if (!found.equals(wanted)) {
          return "command " + i + ": " + found + ", and the plain client has " + wanted;
        }
      }
      return bridged.failed() + " failed, " + beside.failed() + " of the plain client";
    }
  }
}
