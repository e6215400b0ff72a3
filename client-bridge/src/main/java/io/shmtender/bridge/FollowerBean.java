package io.shmtender.bridge;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;
import javax.management.StandardMBean;

/**
 * A follower's status in JMX. Made by the watcher's thread: the first one loads hundreds of
 * classes.
 */
final class FollowerBean implements ShmFollowerMXBean {
  private static final System.Logger LOG = System.getLogger(ShmFollower.class.getName());

  private final Follower follower;

  private FollowerBean(Follower follower) {
    this.follower = follower;
  }

  static void register(Follower follower) {
    try {
      ManagementFactory.getPlatformMBeanServer()
          .registerMBean(
              new StandardMBean(new FollowerBean(follower), ShmFollowerMXBean.class, true),
              name(follower));
    } catch (JMException e) {
      LOG.log(System.Logger.Level.WARNING, "client " + follower.id() + " is not shown in JMX", e);
    }
  }

  static void unregister(Follower follower) {
    try {
      ObjectName name = name(follower);
      if (ManagementFactory.getPlatformMBeanServer().isRegistered(name)) {
        ManagementFactory.getPlatformMBeanServer().unregisterMBean(name);
      }
    } catch (JMException e) {
      LOG.log(System.Logger.Level.WARNING, "client " + follower.id() + " stays in JMX", e);
    }
  }

  private static ObjectName name(Follower follower) throws JMException {
    return new ObjectName("io.shmtender.bridge:type=ShmFollower,id=" + follower.id());
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
