package io.shmtender.bridge;

import java.lang.management.ManagementFactory;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.ObjectName;
import javax.management.StandardMBean;

/**
 * A follower's status in JMX. Made by the watcher's thread: the first one loads hundreds of
 * classes.
 */
final class FollowerBean implements ShmFollowerMXBean {
  private static final System.Logger LOG = System.getLogger(ShmFollower.class.getName());

  // Several applications of a JVM may each have this class, and count from 1.
  private static final String LOADER =
      Integer.toHexString(System.identityHashCode(FollowerBean.class));

  private final Follower follower;

  private FollowerBean(Follower follower) {
    this.follower = follower;
  }

  /** Returns the name that it is registered under; null if it is not, which is logged. */
  static ObjectName register(Follower follower) {
    try {
      ObjectName name =
          new ObjectName(
              "io.shmtender.bridge:type=ShmFollower,loader=" + LOADER + ",id=" + follower.id());
      ManagementFactory.getPlatformMBeanServer()
          .registerMBean(
              new StandardMBean(new FollowerBean(follower), ShmFollowerMXBean.class, true), name);
      return name;
    } catch (JMException | RuntimeException | LinkageError e) {
      // The latter where the runtime has no JMX. To follow matters more than to show it.
      LOG.log(System.Logger.Level.WARNING, "client " + follower.id() + " is not shown in JMX", e);
      return null;
    }
  }

  static void unregister(ObjectName name) {
    try {
      ManagementFactory.getPlatformMBeanServer().unregisterMBean(name);
    } catch (InstanceNotFoundException e) {
      // Somebody else has taken it away.
      return;
    } catch (JMException | RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, name + " stays in JMX", e);
    }
  }

  @Override
  public boolean isFollowing() {
    return follower.status().following();
  }

  @Override
  public String getSince() {
    return follower.status().since().toString();
  }

  @Override
  public String getReason() {
    return follower.status().reason();
  }

  @Override
  public int getNodes() {
    return follower.status().nodes();
  }

  @Override
  public int getFollowedNodes() {
    return follower.status().followedNodes();
  }

  @Override
  public long getSequence() {
    return follower.status().sequence();
  }
}
