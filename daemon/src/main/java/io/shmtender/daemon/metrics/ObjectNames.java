package io.shmtender.daemon.metrics;

import com.codahale.metrics.jmx.ObjectNameFactory;
import java.util.Hashtable;
import java.util.List;
import java.util.regex.Pattern;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/** Names metrics in JMX: {@code io.shmtender:name=shmtender_nodes,state=active}. */
final class ObjectNames implements ObjectNameFactory {
  private static final Pattern PLAIN = Pattern.compile("[-+./\\w]+");

  private final LabelledRegistry registry;

  ObjectNames(LabelledRegistry registry) {
    this.registry = registry;
  }

  @Override
  @SuppressWarnings("JdkObsolete") // JMX takes nothing else.
  public ObjectName createName(String type, String domain, String name) {
    LabelledRegistry.Series series = registry.find(name);
    Hashtable<String, String> properties = new Hashtable<>();
    if (series == null) {
      // Removed this moment, and about to be told so.
      properties.put("name", ObjectName.quote(name));
    } else {
      properties.put("name", series.family().metricName());
      List<String> labels = series.family().labels();
      for (int i = 0; i < labels.size(); i++) {
        properties.put(labels.get(i), quoted(series.labelValues().get(i)));
      }
    }
    try {
      return new ObjectName(domain, properties);
    } catch (MalformedObjectNameException e) {
      throw new IllegalArgumentException("no name for JMX: " + name, e);
    }
  }

  private static String quoted(String value) {
    return PLAIN.matcher(value).matches() ? value : ObjectName.quote(value);
  }
}
