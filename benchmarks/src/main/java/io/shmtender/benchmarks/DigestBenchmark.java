package io.shmtender.benchmarks;

import io.shmtender.reader.Key;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** From a user key to its digest. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DigestBenchmark {
  private static final int KEYS = 1024;
  private static final String SET = "users";

  private String[] texts;
  private int next;

  /** Makes the user keys. */
  @Setup(Level.Trial)
  public void makeKeys() {
    texts = new String[KEYS];
    for (int i = 0; i < KEYS; i++) {
      texts[i] = "user-" + (1_000_000 + i);
    }
  }

  private String nextText() {
    next = (next + 1) & (KEYS - 1);
    return texts[next];
  }

  /** The reader SDK, a text. */
  @Benchmark
  public Key text() {
    return Key.of(TendedCluster.NAMESPACE, SET, nextText());
  }

  /** The official Java client, a text. */
  @Benchmark
  public com.aerospike.client.Key officialText() {
    return new com.aerospike.client.Key(TendedCluster.NAMESPACE, SET, nextText());
  }

  /** The reader SDK, an integer. */
  @Benchmark
  public Key integer() {
    return Key.of(TendedCluster.NAMESPACE, SET, next++);
  }

  /** The official Java client, an integer. */
  @Benchmark
  public com.aerospike.client.Key officialInteger() {
    return new com.aerospike.client.Key(TendedCluster.NAMESPACE, SET, next++);
  }
}
