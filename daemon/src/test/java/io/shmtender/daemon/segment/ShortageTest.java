package io.shmtender.daemon.segment;

import static org.junit.jupiter.api.Assertions.*;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.shmtender.client.Bin;
import io.shmtender.client.CommandTimeoutException;
import io.shmtender.client.NodeUnreachableException;
import io.shmtender.client.ShmClient;
import io.shmtender.client.policy.ReadPolicy;
import io.shmtender.daemon.testing.Neighbour;
import io.shmtender.daemon.testing.PlantedMap;
import io.shmtender.reader.ClusterMap;
import io.shmtender.reader.ClusterView;
import io.shmtender.reader.Key;
import io.shmtender.reader.NamespaceMap;
import io.shmtender.reader.Node;
import io.shmtender.reader.ReaderOptions;
import io.shmtender.reader.Router;
import io.shmtender.reader.ShmReader;
import io.shmtender.reader.ShmReaderException;
import io.shmtender.reader.layout.SegmentDirectory;
import io.shmtender.reader.layout.SegmentKey;
import io.shmtender.testing.ChildJvm;
import java.io.FileInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an application meets that has as many threads or files as it may. */
@Tag("process")
final class ShortageTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Path PRLIMIT = Path.of("/usr/bin/prlimit");
  private static final Key KEY = Key.of("test", "set", 1);
  private static final ReadPolicy READ =
      ReadPolicy.defaults().withTotalTimeout(200).withMaxRetries(0);

  @TempDir Path directory;

  @BeforeEach
  void publish() throws Exception {
    assumeTrue(Files.isExecutable(PRLIMIT), "needs prlimit");
    SegmentSettings settings =
        SegmentSettings.defaults(new SegmentDirectory(directory), SegmentKey.DEFAULT);
    SegmentPublisher.open(settings, 1, Optional.of(PlantedMap.of(3)), Set.of()).close();
  }

  @Test
  void withoutAThreadMoreAttachingWorksAndTimeoutsHoldThenAndAfterwards() {
    Neighbour.assumePresent();
    // A user of its own, since the limit counts all threads of a user; but one who may read this
    // test's classes wherever they are.
    String user = Long.toString(20_000 + ProcessHandle.current().pid() % 20_000);
    List<String> starter =
        List.of(
            "setpriv",
            "--reuid=" + user,
            "--inh-caps=-all,+dac_override",
            "--ambient-caps=+dac_override",
            PRLIMIT.toString(),
            "--nproc=100:100");
    try (ChildJvm child = ChildJvm.startBy(starter, WithoutThreads.class, directory.toString())) {
      assertEquals(0, child.awaitExit(LIMIT), () -> "" + child.lines());
      assertTrue(child.lines().contains("attached to 3"), () -> "" + child.lines());
      assertTrue(child.lines().contains("timed out without a thread"), () -> "" + child.lines());
      assertTrue(child.lines().contains("timed out with threads"), () -> "" + child.lines());
      String refused = line(child, "write: ");
      assertTrue(refused.contains("TasksMax"), refused);
      assertTrue(refused.endsWith("in doubt: false"), refused);
    }
  }

  @Test
  void withoutAFileMoreTheErrorsSaySo() {
    List<String> starter = List.of(PRLIMIT.toString(), "--nofile=200:200");
    try (ChildJvm child = ChildJvm.startBy(starter, WithoutFiles.class, directory.toString())) {
      assertEquals(0, child.awaitExit(LIMIT), () -> "" + child.lines());
      for (String what : List.of("get: ", "attach: ")) {
        String message = line(child, what);
        assertTrue(message.contains("Too many open files"), message);
        assertTrue(message.contains("LimitNOFILE"), message);
        assertFalse(message.contains("Is the node up"), message);
        assertFalse(message.contains("may not be read by this user"), message);
      }
    }
  }

  private static String line(ChildJvm child, String beginning) {
    return child.awaitLine(LIMIT, line -> line.startsWith(beginning));
  }

  private static Router router(int port) {
    Node node =
        new Node(
            "NODE", InetAddress.getLoopbackAddress().getHostAddress(), port, "", "8.1", 0, 0, true);
    NamespaceMap namespace =
        new NamespaceMap(
            "test",
            false,
            new short[1][NamespaceMap.PARTITIONS],
            new int[NamespaceMap.PARTITIONS],
            new int[1]);
    ClusterMap map = new ClusterMap("one", List.of(node), List.of(namespace));
    ClusterView view = new ClusterView(map, 1, Instant.EPOCH);
    return new Router() {
      @Override
      public ClusterView view() {
        return view;
      }

      @Override
      public ClusterView freshView() {
        return view;
      }
    };
  }

  /** Attaches and waits for a silent node while it has all threads that it may. */
  static final class WithoutThreads {
    private WithoutThreads() {}

    /** Takes the directory. */
    public static void main(String[] arguments) throws Exception {
      ReaderOptions options = ReaderOptions.defaults().withDirectory(Path.of(arguments[0]));
      CountDownLatch enough = new CountDownLatch(1);
      List<Thread> threads = new ArrayList<>();
      startAll(threads, enough);
      try (ShmClient client = ShmClient.attach(options)) {
        System.out.println("attached to " + PlantedMap.number(client.router().view()));
      }
      // Connections are made by the kernel; nobody takes them.
      try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
          ShmClient client = ShmClient.of(router(silent.getLocalPort()))) {
        assertThrows(CommandTimeoutException.class, () -> client.get(READ, KEY));
        System.out.println("timed out without a thread");
        NodeUnreachableException refused =
            assertThrows(
                NodeUnreachableException.class,
                () -> client.put(KEY, new Bin("a", new byte[100_000])));
        System.out.println("write: " + refused.getMessage() + ", in doubt: " + refused.inDoubt());
        enough.countDown();
        for (Thread thread : threads) {
          thread.join();
        }
        for (int i = 0; i < 2; i++) {
          assertThrows(CommandTimeoutException.class, () -> client.get(READ, KEY));
        }
        System.out.println("timed out with threads");
      }
    }

    private static void startAll(List<Thread> threads, CountDownLatch end) {
      try {
        while (threads.size() < 1_000) {
          Thread thread =
              new Thread(
                  () -> {
                    try {
                      end.await();
                    } catch (InterruptedException e) {
                      throw new IllegalStateException(e);
                    }
                  });
          thread.setDaemon(true);
          thread.start();
          threads.add(thread);
        }
      } catch (OutOfMemoryError e) {
        return;
      }
      throw new IllegalStateException("there is no limit");
    }
  }

  /** Attaches and connects while it has all files open that it may. */
  static final class WithoutFiles {
    private WithoutFiles() {}

    /** Takes the directory. */
    public static void main(String[] arguments) throws Exception {
      ReaderOptions options = ReaderOptions.defaults().withDirectory(Path.of(arguments[0]));
      ServerSocket gone = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      gone.close();
      try (ShmClient client = ShmClient.of(router(gone.getLocalPort()))) {
        // Classes are files, too, as long as they are not loaded.
        ShmReader.attach(options).close();
        failure(() -> client.get(READ, KEY));
        failure(() -> ShmReader.attach(options.withDirectory(Path.of("/dev/null/x"))));
        List<FileInputStream> files = new ArrayList<>();
        openAll(files);
        String get = failure(() -> client.get(READ, KEY));
        String attach = failure(() -> ShmReader.attach(options));
        for (FileInputStream file : files) {
          file.close();
        }
        System.out.println("get: " + get);
        System.out.println("attach: " + attach);
      }
    }

    private static String failure(Runnable failing) {
      return assertThrows(ShmReaderException.class, failing::run).getMessage();
    }

    private static void openAll(List<FileInputStream> files) {
      try {
        while (files.size() < 10_000) {
          files.add(new FileInputStream("/dev/null"));
        }
      } catch (IOException e) {
        return;
      }
      throw new IllegalStateException("there is no limit");
    }
  }
}
