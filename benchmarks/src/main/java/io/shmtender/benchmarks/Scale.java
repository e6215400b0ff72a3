package io.shmtender.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What a daemon with the flags that it is shipped with needs for a small cluster, a large one, and
 * one as large as there are any. The cluster is simulated on the same machine; what that takes is
 * said beside it.
 */
public final class Scale {
  private Scale() {}

  /** Takes the path of the daemon's launcher; writes the table. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Map<ClusterSize, Map<Figure, Double>> measured = new LinkedHashMap<>();
    for (ClusterSize size : ClusterSize.ALL) {
      System.out.println("Measuring " + size + " ...");
      measured.put(size, ScaleMeasurement.measure(ScalePlan.FULL, Path.of(arguments[0]), size));
    }
    String table = text(measured);
    System.out.println(table);
    MeasuredTable.SCALE.write(MeasuredTable.ROOT, table);
  }

  private static String text(Map<ClusterSize, Map<Figure, Double>> measured) {
    return String.format(
        Locale.ROOT,
        "Nodes × namespaces, three replicas; JDK %s, %d processors, shared with the simulated"
            + " cluster.%n%n%s",
        Runtime.version().feature(),
        Runtime.getRuntime().availableProcessors(),
        ScaleTable.of(measured));
  }
}
