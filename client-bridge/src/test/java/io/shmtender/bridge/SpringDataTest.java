package io.shmtender.bridge;

import static org.junit.jupiter.api.Assertions.*;

import com.aerospike.client.Host;
import com.aerospike.client.IAerospikeClient;
import io.shmtender.reader.ReaderOptions;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.testing.Await;
import io.shmtender.testing.MemoryDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.data.aerospike.config.AbstractAerospikeDataConfiguration;
import org.springframework.data.aerospike.core.AerospikeTemplate;
import org.springframework.data.aerospike.mapping.Document;
import org.springframework.data.annotation.Id;

/** The bean of docs/java.md in an application of Spring Data Aerospike. */
@Tag("slow")
final class SpringDataTest {
  private static final String NAMESPACE = "test";

  @TempDir(factory = MemoryDirectory.class)
  Path directory;

  @Test
  void oneBeanLetsTheClientOfSpringDataFollow() throws Exception {
    try (SimulatedCluster cluster =
            SimulatedCluster.builder().nodes(3).namespace(NAMESPACE, 2).start();
        PublishedSegment segment =
            new PublishedSegment(directory, 1, PublishedSegment.tend(cluster));
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
      context
          .getEnvironment()
          .getPropertySources()
          .addFirst(
              new MapPropertySource(
                  "test",
                  Map.of(
                      "port",
                      Integer.toString(cluster.nodes().get(0).port()),
                      "directory",
                      directory.toString())));
      context.register(Application.class);
      context.refresh();
      // That of the bean: a client has one.
      ShmFollower follower =
          ShmFollower.follow(context.getBean(IAerospikeClient.class), ReaderOptions.defaults());
      Await.until(
          () -> "it follows: " + follower.status(), () -> follower.status().followedNodes() == 3);
      AerospikeTemplate template = context.getBean(AerospikeTemplate.class);
      template.save(new Person("first", "Ada"));
      long asked = Observed.infoRequests(cluster);

      template.save(new Person("second", "Grace"));
      Person found = template.findById("second", Person.class);
      assertEquals("Grace", found.name());
      assertTrue(template.exists("first", Person.class));
      assertTrue(template.deleteById("first", Person.class));
      assertFalse(template.exists("first", Person.class));
      assertEquals(
          asked, Observed.infoRequests(cluster), "info requests while the client followed");

      String lost = cluster.nodes().get(2).name();
      cluster.killNode(lost);
      segment.publish(PublishedSegment.tend(cluster));
      Await.until(
          () -> "two nodes follow: " + follower.status(), () -> follower.status().nodes() == 2);
      assertEquals("Grace", template.findById("second", Person.class).name());
    }
  }

  @Document
  record Person(@Id String id, String name) {}

  @Configuration
  static class Application extends AbstractAerospikeDataConfiguration {
    private final Environment environment;

    Application(Environment environment) {
      this.environment = environment;
    }

    @Override
    protected Collection<Host> getHosts() {
      return List.of(new Host("127.0.0.1", Integer.parseInt(environment.getProperty("port"))));
    }

    @Override
    protected String nameSpace() {
      return NAMESPACE;
    }

    @Bean
    static BeanPostProcessor followSegment(Environment environment) {
      ReaderOptions options =
          ReaderOptions.defaults()
              .withDirectory(Path.of(environment.getProperty("directory")))
              .withStaleLimit(Duration.ofHours(1));
      return new BeanPostProcessor() {
        @Override
        public Object postProcessAfterInitialization(Object bean, String name) {
          if (bean instanceof IAerospikeClient client) {
            ShmFollower.follow(client, options);
          }
          return bean;
        }
      };
    }
  }
}
