package io.shmtender.benchmarks;

import io.shmtender.client.Record;
import io.shmtender.client.ShmClient;
import io.shmtender.reader.Key;
import io.shmtender.reader.ReaderOptions;
import java.nio.file.Path;

/** A process that just started: attaches and gets one record. */
final class FirstRecord {
  private FirstRecord() {}

  /** Takes the directory; ends when the threads that set things up have ended. */
  public static void main(String[] arguments) throws InterruptedException {
    ShmClient client =
        ShmClient.attach(ReaderOptions.defaults().withDirectory(Path.of(arguments[0])));
    Record record = client.get(Key.of(TendedCluster.NAMESPACE, FreshProcess.SET, 1));
    System.out.println(record.getLong("number"));
    SetUpThreads.await();
  }
}
