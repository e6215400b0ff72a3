package io.shmtender.daemon.metrics;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.Metric;
import com.codahale.metrics.jvm.ClassLoadingGaugeSet;
import com.codahale.metrics.jvm.GarbageCollectorMetricSet;
import com.codahale.metrics.jvm.MemoryUsageGaugeSet;
import com.codahale.metrics.jvm.ThreadStatesGaugeSet;
import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Measures the JVM and its process: what costs nothing to ask. */
final class JvmMetrics {
  private static final Logger LOG = LoggerFactory.getLogger(JvmMetrics.class);
  private static final Path STATUS = Path.of("/proc/self/status");

  private JvmMetrics() {}

  static void addTo(LabelledRegistry registry) {
    Map<String, Metric> memory = new MemoryUsageGaugeSet().getMetrics();
    for (String area : new String[] {"heap", "non-heap"}) {
      String label = area.replace("-", "");
      add(registry, Family.JVM_MEMORY_USED, memory.get(area + ".used"), 1, label);
      add(registry, Family.JVM_MEMORY_COMMITTED, memory.get(area + ".committed"), 1, label);
      add(registry, Family.JVM_MEMORY_MAX, memory.get(area + ".max"), 1, label);
    }
    new GarbageCollectorMetricSet()
        .getMetrics()
        .forEach(
            (name, metric) -> {
              String collector = name.substring(0, name.lastIndexOf('.'));
              if (name.endsWith(".count")) {
                add(registry, Family.JVM_GC, metric, 1, collector);
              } else {
                add(registry, Family.JVM_GC_DURATION, metric, 1e-3, collector);
              }
            });
    add(registry, Family.JVM_THREADS, new ThreadStatesGaugeSet().getMetrics().get("count"), 1);
    add(registry, Family.JVM_CLASSES, new ClassLoadingGaugeSet().getMetrics().get("loaded"), 1);
    addProcess(registry);
  }

  private static void add(
      LabelledRegistry registry, Family family, Metric metric, double unit, String... labels) {
    Gauge<?> gauge = (Gauge<?>) metric;
    registry.value(
        family,
        () -> {
          double value = ((Number) gauge.getValue()).doubleValue();
          // The JVM's word for "no limit".
          return value < 0 ? null : (Number) (value * unit);
        },
        labels);
  }

  private static void addProcess(LabelledRegistry registry) {
    double start = (double) ManagementFactory.getRuntimeMXBean().getStartTime() / 1e3;
    registry.value(Family.PROCESS_START, () -> start);
    registry.value(Family.PROCESS_RESIDENT, JvmMetrics::resident);
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
      registry.value(Family.PROCESS_CPU, () -> (double) system.getProcessCpuTime() / 1e9);
      registry.value(Family.PROCESS_OPEN_FILES, system::getOpenFileDescriptorCount);
      registry.value(Family.PROCESS_MAX_FILES, system::getMaxFileDescriptorCount);
    }
  }

  private static Long resident() {
    try {
      for (String line : Files.readAllLines(STATUS)) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
        }
      }
    } catch (IOException e) {
      LOG.debug("no resident size", e);
    }
    return null;
  }
}
